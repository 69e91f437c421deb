import Foundation

/// What a run has reached: `results.json`, and the last line of `hourglass train --json`.
public struct RunResults: Codable, Hashable, Sendable {
  /// The run's name.
  public var run: String
  /// Its folder.
  public var directory: String
  public var model: String
  public var dataset: String
  /// The numbers that are trained.
  public var parameters: Int
  /// Epochs and steps done, over all starts.
  public var epochs: Int
  public var steps: Int
  /// The epoch whose checkpoint these errors are of.
  public var bestEpoch: Int
  /// Seconds of training over all starts, without validation; of an interrupted epoch, only those since it was resumed.
  public var seconds: Double
  /// Images trained per second in the start that trained last.
  public var imagesPerSecond: Double
  /// What the loss is called.
  public var lossName: String
  /// The errors on the training images.
  public var loss: Double
  public var mse: Double
  public var mse01: Double
  public var sse: Double
  public var psnr: Double
  /// The errors on the validation images, if there are any.
  public var validation: Evaluation?
  /// The errors on the test images, if there are any; read once, at the end.
  public var test: Evaluation?

  /// The errors on the training images, together.
  public var train: Evaluation? { Evaluation(loss: loss, mse: mse, mse01: mse01, sse: sse, psnr: psnr) }
}
