public import Tensors

/// Images padded with zeros: `[n, c, h, w]` to `[n, c, top + h + bottom, left + w + right]`.
public struct ZeroPad2d: Module {
  public let margins: Margins

  /// Creates a padding by `margins`.
  public init(_ margins: Margins) { self.margins = margins }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.padded(by: margins) }
}
