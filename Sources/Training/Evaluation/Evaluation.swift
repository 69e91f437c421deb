import Clusters
import Foundation

/// Metrics of a model on a set of images.
public struct Evaluation: Codable, Hashable, Sendable {
  /// The mean loss that the model is trained on, without penalties.
  public var loss: Double
  /// The mean squared error over all elements, in the units that the network sees.
  public var mse: Double
  /// The mean squared error over all elements, in pixels from 0 to 1.
  public var mse01: Double
  /// The squared error summed over an image's pixels from 0 to 1, averaged over images.
  public var sse: Double
  /// The peak signal-to-noise ratio in dB: of each image from its mse01, then averaged.
  public var psnr: Double

  /// Creates metrics; the parameters are its properties.
  public init(loss: Double, mse: Double, mse01: Double, sse: Double, psnr: Double) {
    (self.loss, self.mse, self.mse01, self.sse, self.psnr) = (loss, mse, mse01, sse, psnr)
  }
}

/// Sums metrics batch by batch, each image with the same weight.
struct EvaluationSum {
  /// The minimum mean squared error that counts, which is 100 dB.
  private static let minError = 1e-10

  private let elements: Int
  private let pixelFactor: Double
  private var images = 0
  private var loss = 0.0
  private var squaredError = 0.0
  private var pixelError = 0.0
  private var decibels = 0.0

  /// Starts a sum.
  ///
  /// - Parameters:
  ///   - elements: Values of an image.
  ///   - pixelFactor: Converts a difference in scaled pixels to [0, 1].
  init(elements: Int, pixelFactor: Double) {
    self.elements = elements
    self.pixelFactor = pixelFactor
  }

  /// Adds a batch: its mean loss, and each image's squared error in the network's units and in scaled pixels.
  mutating func add(loss batchLoss: Float, squaredErrors: [Float], pixelErrors: [Float]) {
    images += squaredErrors.count
    loss += Double(batchLoss) * Double(squaredErrors.count)
    for error in squaredErrors { squaredError += Double(error) }
    for error in pixelErrors {
      pixelError += Double(error)
      let mse01 = Double(error) / Double(elements) * pixelFactor * pixelFactor
      decibels -= 10 * log10(max(mse01, Self.minError))
    }
  }

  /// Adds up the sums of all processes.
  mutating func combine(by communicator: any Communicator) {
    let sums = communicator.sum([Double(images), loss, squaredError, pixelError, decibels])
    (images, loss, squaredError, pixelError, decibels) = (Int(sums[0]), sums[1], sums[2], sums[3], sums[4])
  }

  /// The metrics of all batches; nil before the first.
  var evaluation: Evaluation? {
    guard images > 0 else { return nil }
    let values = Double(images) * Double(elements)
    let mse01 = pixelError / values * pixelFactor * pixelFactor
    return Evaluation(
      loss: loss / Double(images), mse: squaredError / values, mse01: mse01, sse: mse01 * Double(elements),
      psnr: decibels / Double(images))
  }
}
