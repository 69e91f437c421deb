public import Tensors

extension Tensor {
  /// Each sample's elements split into consecutive rows of `length`: `[n, rows · length]`, of any shape, to `rows`
  /// tensors `[n, length]`.
  public func rows(of length: Int) -> [Tensor] {
    let count = max(1, shape.count / length)
    let flat = reshaped(to: [count, length]).flattened()
    return (0..<count).map { flat.sliced($0 * length..<($0 + 1) * length) }
  }
}
