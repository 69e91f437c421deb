public import Tensors

/// Enlarges images: `[n, c, h, w]` to `[n, c, factor h, factor w]`.
public struct Upsample: Module {
  /// The value of new pixels.
  public enum Interpolation: String, Codable, Hashable, Sendable, CaseIterable {
    /// The nearest old pixel.
    case nearest
    /// Linear interpolation of the four nearest pixels.
    case bilinear
  }

  public let factor: Int
  public let interpolation: Interpolation

  /// Creates an enlargement by `factor`, with this `interpolation`.
  public init(_ factor: Int, _ interpolation: Interpolation = .nearest) {
    self.factor = factor
    self.interpolation = interpolation
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch interpolation {
    case .nearest: x.upsampledNearest(by: factor)
    case .bilinear: x.upsampledBilinear(by: factor)
    }
  }
}
