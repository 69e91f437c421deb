public import Tensors

/// The structural similarity of images to their target, mean over channels and window positions: `[n]`, at most 1.
///
/// Both are `[n, c, h, w]` with pixels in `pixels`, black to white; a common offset changes nothing. The window is an
/// 11 x 11 Gaussian with deviation 1.5, wholly within the image. On a smaller image it is cut to the largest odd size
/// that fits. K₁ = 0.01, K₂ = 0.03 (Wang, Bovik, Sheikh and Simoncelli, 2004).
public func structuralSimilarity(_ images: Tensor, _ target: Tensor, pixels: ClosedRange<Float>) -> Tensor {
  let maps = SimilarityMaps(images.fromBlack(pixels), target.fromBlack(pixels))
  return (1 / Float(maps.similarity.shape.count)) * maps.similarity.summedPerSample()
}

/// The structural similarity over several scales, each half the size of the one before: `[n]`, at most 1.
///
/// Π csⱼ^wⱼ · ssim^w from the finest to the coarsest scale, per channel, then the mean over channels. The scales that
/// hold the window are used, at most five, with the weights 0.0448, 0.2856, 0.3001, 0.2363, 0.1333 divided by their
/// sum. A factor is at least 10⁻⁴ (Wang, Simoncelli and Bovik, "Multiscale structural similarity for image quality
/// assessment", 2003).
public func multiscaleStructuralSimilarity(
  _ images: Tensor, _ target: Tensor, pixels: ClosedRange<Float>
) -> Tensor {
  let allWeights: [Float] = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
  let size = images.shape.dimensions.dropFirst().min() ?? 1
  let scales = max(1, allWeights.indices.prefix { size >> $0 >= SimilarityMaps.largestWindow }.count)
  let weights = allWeights.prefix(scales).map { $0 / allWeights.prefix(scales).reduce(0, +) }
  var (x, y) = (images.fromBlack(pixels), target.fromBlack(pixels))
  var logarithm: Tensor?
  for (scale, weight) in weights.enumerated() {
    if scale > 0 { (x, y) = (x.averagePooled(window: 2, stride: 2), y.averagePooled(window: 2, stride: 2)) }
    let maps = SimilarityMaps(x, y)
    let map = scale == weights.count - 1 ? maps.similarity : maps.contrastAndStructure
    let term = weight * log(map.meanOfChannels().clipped(to: 1e-4...Float.greatestFiniteMagnitude))
    logarithm = logarithm.map { $0 + term } ?? term
  }
  guard let logarithm else { fatalError("there is at least one scale") }
  return (1 / Float(logarithm.shape.count)) * exp(logarithm).summedPerSample()
}

/// The quantities compared at every position of the window.
private struct SimilarityMaps {
  static let largestWindow = 11

  /// (2 σxy + C₂) / (σx² + σy² + C₂), `[n, c, h', w']`.
  let contrastAndStructure: Tensor
  /// `contrastAndStructure` times the luminance term (2 μx μy + C₁) / (μx² + μy² + C₁).
  let similarity: Tensor

  /// Compares images with pixels in [0, 1].
  init(_ x: Tensor, _ y: Tensor) {
    let (c1, c2): (Float, Float) = (0.01 * 0.01, 0.03 * 0.03)
    let size = min(x.shape.dimensions[1], x.shape.dimensions[2], Self.largestWindow)
    let taps = gaussianTaps(deviation: 1.5, count: size - (size + 1) % 2)
    func averaged(_ map: Tensor) -> Tensor { map.filtered(by: taps, padding: 0) }
    let (meanX, meanY) = (averaged(x), averaged(y))
    let (squareX, squareY, product) = (meanX.squared(), meanY.squared(), meanX * meanY)
    // σx² + σy² needs one filtering for both.
    let variances = averaged(x.squared() + y.squared()) - squareX - squareY
    let covariance = averaged(x * y) - product
    contrastAndStructure = (2 * covariance + c2) / (variances + c2)
    similarity = contrastAndStructure * ((2 * product + c1) / (squareX + squareY + c1))
  }
}

extension Tensor {
  /// Pixels mapped from a range to [0, 1].
  fileprivate func fromBlack(_ pixels: ClosedRange<Float>) -> Tensor {
    let counted = pixels.lowerBound == 0 ? self : self - pixels.lowerBound
    let length = pixels.upperBound - pixels.lowerBound
    return length == 1 ? counted : (1 / length) * counted
  }

  /// The mean of each channel: `[n, c, h, w]` to `[n, c]`.
  fileprivate func meanOfChannels() -> Tensor {
    let plane = shape.dimensions[1] * shape.dimensions[2]
    return (1 / Float(plane)) * flattened().summedInGroups(of: plane)
  }
}
