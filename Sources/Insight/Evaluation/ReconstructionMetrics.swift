import Foundation

/// How far reconstructions are from their images, in pixels from 0 to 1, mean over images.
public struct ReconstructionMetrics: Codable, Hashable, Sendable {
  /// The number of images.
  public var images: Int
  /// The mean squared error over all elements.
  public var mse01: Double
  /// The squared error summed over an image.
  public var sse: Double
  /// The mean absolute error over all elements.
  public var mae: Double
  /// The peak signal-to-noise ratio of each image in dB, averaged.
  public var psnr: Double
  /// The structural similarity, at most 1 (Wang et al., 2004); nil for images below 3 x 3.
  public var ssim: Double?
  /// The structural similarity over as many of five scales as an image has (Wang et al., 2003); nil with `ssim`.
  public var multiscaleSimilarity: Double?
}

/// Sums of metrics over images, for all and for each class.
struct ReconstructionSums {
  /// The minimum mean squared error that counts, which is 100 dB.
  private static let minError = 1e-10

  private let elements: Double
  private let pixelFactor: Double
  private var images = 0
  private var squared = 0.0
  private var absolute = 0.0
  private var decibels = 0.0
  private var similarity: Double? = 0
  private var multiscale: Double? = 0

  /// Starts sums for images of `elements` values; `pixelFactor` converts a difference in scaled pixels to [0, 1].
  init(elements: Int, pixelFactor: Double) { (self.elements, self.pixelFactor) = (Double(elements), pixelFactor) }

  /// Adds an image by its errors in scaled pixels.
  mutating func add(squared error: Float, absolute: Float, similarity: Float?, multiscale: Float?) {
    images += 1
    let pixels = Double(error) * pixelFactor * pixelFactor
    squared += pixels
    self.absolute += Double(absolute) * pixelFactor
    decibels += Self.decibels(pixels / elements)
    self.similarity = self.similarity.flatMap { sum in similarity.map { sum + Double($0) } }
    self.multiscale = self.multiscale.flatMap { sum in multiscale.map { sum + Double($0) } }
  }

  /// The peak signal-to-noise ratio of an image with this mean squared error in pixels from 0 to 1.
  static func decibels(_ mse01: Double) -> Double { -10 * log10(max(mse01, minError)) }

  /// The metrics; nil before the first image.
  var metrics: ReconstructionMetrics? {
    guard images > 0 else { return nil }
    let count = Double(images)
    return ReconstructionMetrics(
      images: images, mse01: squared / count / elements, sse: squared / count, mae: absolute / count / elements,
      psnr: decibels / count, ssim: similarity.map { $0 / count }, multiscaleSimilarity: multiscale.map { $0 / count })
  }
}
