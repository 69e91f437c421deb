import Foundation

/// The results of a run: `results.json`, and the last line of `hourglass train --json`.
public struct RunResults: Codable, Hashable, Sendable {
  /// The run's name.
  public var run: String
  /// Its folder.
  public var directory: String
  /// The name of the model.
  public var model: String
  /// The name of the data set.
  public var dataset: String
  /// Trained parameters.
  public var parameters: Int
  /// Epochs done, over all starts.
  public var epochs: Int
  /// Steps done, over all starts.
  public var steps: Int
  /// The epoch of the best checkpoint, whose metrics these are.
  public var bestEpoch: Int
  /// Seconds of training over all starts, without validation.
  ///
  /// Of an interrupted epoch, the time before it was resumed is missing.
  public var seconds: Double
  /// Images trained per second, in the last start.
  public var imagesPerSecond: Double
  /// The name of the loss.
  public var lossName: String
  /// The draws of noise for each image that the loss is a mean of, 0 for a loss without noise; nil in earlier results.
  public var lossDraws: Int?
  /// The mean loss on the training images.
  public var loss: Double
  /// The mean squared error on the training images, in the units that the network sees.
  public var mse: Double
  /// The mean squared error on the training images, in pixels from 0 to 1.
  public var mse01: Double
  /// The squared error summed over an image, in pixels from 0 to 1, averaged over the training images.
  public var sse: Double
  /// The mean peak signal-to-noise ratio of the training images in dB.
  public var psnr: Double
  /// The metrics on the validation images; nil where there are none.
  public var validation: Evaluation?
  /// The metrics on the test images, which are read once, at the end; nil where there are none.
  public var test: Evaluation?

  /// The metrics on the training images.
  public var train: Evaluation? { Evaluation(loss: loss, mse: mse, mse01: mse01, sse: sse, psnr: psnr) }
}
