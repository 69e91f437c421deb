public import Tensors

extension Tensor {
  /// Each sample's elements parted into rows of `length`, one after the other: `[n, rows · length]`, however shaped, to
  /// `rows` times `[n, length]`.
  public func rows(of length: Int) -> [Tensor] {
    let count = max(1, shape.count / length)
    let flat = reshaped(to: [count, length]).flattened()
    return (0..<count).map { flat.sliced($0 * length..<($0 + 1) * length) }
  }
}
