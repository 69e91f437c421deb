import Diagnostics
import ImageShapes

/// Rows and columns of zeros around an image.
public struct Margins: Hashable, Sendable {
  public var top, bottom, left, right: Int

  /// Creates equal margins on all sides.
  public init(_ all: Int) { (top, bottom, left, right) = (all, all, all, all) }
  /// Creates margins by side.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
  }

  /// Checks that no margin is negative.
  package func check() throws(ShapeError) {
    guard [top, bottom, left, right].allSatisfy({ $0 >= 0 }) else {
      throw ShapeError(.argument, Report("a margin is negative", expected: ">= 0", got: "\(self)"))
    }
  }
}

extension Tensor {
  /// `[n, c, h, w]` padded with zeros: `[n, c, top + h + bottom, left + w + right]`.
  public func padded(by margins: Margins) -> Tensor {
    let size = shape.dimensions
    return checked("padding") { shape throws(ShapeError) in
      _ = try shape.images()
      try margins.check()
    }.within(
      size.count == 3
        ? [size[0], margins.top + size[1] + margins.bottom, margins.left + size[2] + margins.right] : size,
      at: Places(first: [0, margins.top, margins.left], of: shape))
  }

  /// Each value in the upper left corner of its window, zeros elsewhere: `[n, c, h', w']` to `[n, c, height, width]`,
  /// where h' = (height - window) / stride + 1, rounded down.
  ///
  /// An unpooling without switches.
  public func unpooledAtFixedPositions(window: Int, stride: Int, height: Int, width: Int) -> Tensor {
    let windows = Windows(window: window, stride: stride, padding: 0)
    return checked("unpooling at fixed positions") { shape throws(ShapeError) in
      _ = try windows.unpooled(shape, height: height, width: width)
    }.within(
      shape.dimensions.prefix(1) + [height, width], at: Places(first: [0, 0, 0], step: [1, stride, stride]))
  }

  private func within(_ dimensions: [Int], at places: Places) -> Tensor {
    graph.append(Padding(places: places, dimensions: dimensions), [self])
  }
}

/// Each sample padded with zeros, also between its elements: the adjoint of ``Slicing``.
///
/// - Formula: y[n, first + step · i, …] = x[n, i, …], zero elsewhere
/// - Shapes: `[n, c', …]` → `[n, c, …]`
/// - Gradient: `Slicing` of dy at the same places
package struct Padding: Operation {
  package let places: Places
  /// The dimensions of one sample of the result.
  package let dimensions: [Int]
  package var name: String { "padding" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[0].checkPerSample()
    try places.check(inputs[0].dimensions, within: .batched(dimensions))
    return .batched(dimensions)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(Slicing(places: places, dimensions: inputs[0].shape.dimensions), [upstream])]
  }
}
