public import Tensors

/// The sum of absolute differences between neighbouring pixels, per element of the image: `[n, c, h, w]` gives `[n]`.
///
/// Σ |x[i + 1, j] - x[i, j]| + |x[i, j + 1] - x[i, j]| over c h w: anisotropic (Rudin, Osher and Fatemi, 1992).
public func totalVariation(_ images: Tensor) -> Tensor {
  let size = images.shape.dimensions
  var sum: Tensor?
  if size[1] > 1 {
    let lower = images.cropped(by: Margins(top: 1, bottom: 0, left: 0, right: 0))
    sum = lower.absoluteError(to: images.cropped(by: Margins(top: 0, bottom: 1, left: 0, right: 0)))
  }
  if size[2] > 1 {
    let right = images.cropped(by: Margins(top: 0, bottom: 0, left: 1, right: 0))
    let steps = right.absoluteError(to: images.cropped(by: Margins(top: 0, bottom: 0, left: 0, right: 1)))
    sum = sum.map { $0 + steps } ?? steps
  }
  // A single pixel has no neighbour.
  guard let sum else { return 0 * images.summedPerSample() }
  return (1 / Float(images.shape.count)) * sum
}
