#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension ImageSimilarity {
  /// The weights of the scales, from the finest.
  private static let scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
  private static let largestWindow = 11
  /// The least factor of a product over scales, so that the power of a negative one is defined.
  private static let leastFactor = 1e-4

  /// The side of the Gaussian window: 11, or the largest odd number that fits the image.
  public var window: Int { Self.window(min(height, width)) }

  /// The number of scales of ``multiscaleStructuralSimilarities(_:_:)``: those that hold a window of 11 pixels, at
  /// least 1 and at most 5.
  ///
  /// Five scales need images of 176 x 176; MNIST's 28 x 28 have two.
  public var scales: Int {
    max(1, Self.scaleWeights.indices.prefix { min(height, width) >> $0 >= Self.largestWindow }.count)
  }

  /// The structural similarity (SSIM) of each pair, at most 1: the mean over channels and window positions.
  ///
  /// - The window is an 11 x 11 Gaussian with deviation 1.5, wholly within the image (``window``).
  /// - K₁ = 0.01, K₂ = 0.03; variances are divided by n.
  /// - The values are those of scikit-image's `structural_similarity` with `gaussian_weights=True`, `sigma=1.5`,
  ///   `use_sample_covariance=False`, `data_range=1`.
  ///
  /// Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to structural similarity", 2004.
  public func structuralSimilarities(_ images: [Float], _ others: [Float]) -> [Double] {
    let plane = height * width
    return forEachPair(images, others, scratch: { SimilarityPlanes(height: height, width: width) }) { a, b, planes in
      var sum = 0.0
      for channel in 0..<channels {
        planes.load(a + channel * plane, b + channel * plane)
        sum += planes.compare(window: Self.window(min(height, width))).similarity
      }
      return sum / Double(channels)
    }
  }

  /// The structural similarity over several scales (MS-SSIM) of each pair, at most 1.
  ///
  /// - Each scale is the mean of 2 x 2 pixels of the one before; an odd last row or column is left out.
  /// - Π csⱼ^wⱼ · ssim^w from the finest to the coarsest scale, for each channel, then the mean over channels. A factor
  ///   is at least 10⁻⁴.
  /// - The weights are 0.0448, 0.2856, 0.3001, 0.2363, 0.1333. On images too small for five scales, the first ``scales``
  ///   weights are used, divided by their sum.
  ///
  /// Wang, Simoncelli and Bovik, "Multiscale structural similarity for image quality assessment", 2003.
  public func multiscaleStructuralSimilarities(_ images: [Float], _ others: [Float]) -> [Double] {
    let plane = height * width
    let weights = Self.scaleWeights.prefix(scales).map { $0 / Self.scaleWeights.prefix(scales).reduce(0, +) }
    return forEachPair(images, others, scratch: { SimilarityPlanes(height: height, width: width) }) { a, b, planes in
      var sum = 0.0
      for channel in 0..<channels {
        planes.load(a + channel * plane, b + channel * plane)
        var product = 1.0
        for (scale, weight) in weights.enumerated() {
          if scale > 0 { planes.halve() }
          let found = planes.compare(window: Self.window(min(planes.height, planes.width)))
          let factor = scale == weights.count - 1 ? found.similarity : found.contrastAndStructure
          product *= pow(max(factor, Self.leastFactor), weight)
        }
        sum += product
      }
      return sum / Double(channels)
    }
  }

  private static func window(_ side: Int) -> Int {
    let size = min(side, largestWindow)
    return size - (size + 1) % 2
  }
}
