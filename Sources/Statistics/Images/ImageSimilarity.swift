internal import Diagnostics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Compares pairs of images of one shape: by pixel and by structure.
///
/// Images are `[n, c, h, w]`, row-major, with pixels in [0, 1]; every result has one value for each pair.
public struct ImageSimilarity: Sendable {
  /// The number of channels.
  public let channels: Int
  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int

  /// Creates the comparison of images of one shape.
  ///
  /// - Parameters:
  ///   - channels: The number of channels, at least 1.
  ///   - height: The height in pixels, at least 1.
  ///   - width: The width in pixels, at least 1.
  public init(channels: Int = 1, height: Int, width: Int) {
    require(channels > 0 && height > 0 && width > 0, "images of \(channels)x\(height)x\(width)")
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// The number of values of an image.
  var elements: Int { channels * height * width }

  /// The mean absolute error of each pair.
  public func meanAbsoluteErrors(_ images: [Float], _ others: [Float]) -> [Double] {
    means(images, others) { $0.replacing(with: -$0, where: $0 .< 0) }
  }

  /// The mean squared error of each pair.
  public func meanSquaredErrors(_ images: [Float], _ others: [Float]) -> [Double] {
    means(images, others) { $0 * $0 }
  }

  /// The peak signal-to-noise ratio of each pair in decibels: 10 log₁₀(1 / mean squared error), infinite for equal images.
  public func peakSignalToNoiseRatios(_ images: [Float], _ others: [Float]) -> [Double] {
    meanSquaredErrors(images, others).map { -10 * log10($0) }
  }

  /// The mean of a function of the differences of each pair.
  private func means(
    _ images: [Float], _ others: [Float], of function: (SIMD8<Double>) -> SIMD8<Double>
  ) -> [Double] {
    forEachPair(images, others, scratch: { () }) { image, other, _ in
      var sum = SIMD8<Double>.zero
      var i = 0
      while i &+ 8 <= elements {
        sum += function(
          SIMD8<Double>(UnsafeRawPointer(image + i).loadUnaligned(as: SIMD8<Float>.self))
            - SIMD8<Double>(UnsafeRawPointer(other + i).loadUnaligned(as: SIMD8<Float>.self)))
        i &+= 8
      }
      var total = sum.sum()
      while i < elements {
        total += function(SIMD8(repeating: Double(image[i]) - Double(other[i])))[0]
        i &+= 1
      }
      return total / Double(elements)
    }
  }

  /// The value of `compare` for each pair, with scratch memory for each piece of the work.
  func forEachPair<Scratch>(
    _ images: [Float], _ others: [Float], scratch: () -> Scratch,
    _ compare: (UnsafePointer<Float>, UnsafePointer<Float>, Scratch) -> Double
  ) -> [Double] {
    require(images.count == others.count, "\(images.count) and \(others.count) values are not pairs of images")
    let count = rows(of: images, size: elements)
    return images.withUnsafeBufferPointer { images in
      others.withUnsafeBufferPointer { others in
        guard let a = images.baseAddress, let b = others.baseAddress else { return [] }
        // A piece is some 10⁵ pixels: enough work for a thread.
        return filledConcurrently(count, piecesOf: max(1, 100_000 / elements), zero: 0.0) { range, results in
          let memory = scratch()
          for i in range { results[i] = compare(a + i * elements, b + i * elements, memory) }
        }
      }
    }
  }
}
