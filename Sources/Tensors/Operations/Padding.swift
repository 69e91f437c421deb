import Diagnostics

/// Rows and columns of zeros around an image.
public struct Margins: Hashable, Sendable {
  public var top, bottom, left, right: Int

  /// The same number on each side.
  public init(_ all: Int) { (top, bottom, left, right) = (all, all, all, all) }
  /// Each side by itself.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
  }
}

extension Tensor {
  /// `[n, c, h, w]` within zeros: `[n, c, top + h + bottom, left + w + right]`.
  public func padded(by margins: Margins) -> Tensor { graph.append(ZeroPadding(margins: margins), [self]) }
}

/// Zeros around each image.
package struct ZeroPadding: Operation {
  package let margins: Margins
  package var name: String { "padding" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched, inputs[0].dimensions.count == 3 else {
      throw ShapeError(.rank, Report("images were needed", expected: "[n, c, h, w]", got: "\(inputs[0])"))
    }
    guard [margins.top, margins.bottom, margins.left, margins.right].allSatisfy({ $0 >= 0 }) else {
      throw ShapeError(.argument, Report("a margin is negative", expected: ">= 0", got: "\(margins)"))
    }
    let size = inputs[0].dimensions
    return .batched([size[0], margins.top + size[1] + margins.bottom, margins.left + size[2] + margins.right])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(Cropping(margins: margins), [upstream])]
  }
}
