import Diagnostics
import ImageShapes

extension Tensor {
  /// Every channel filtered by `taps` along rows and columns: `[n, c, h, w]` to `[n, c, h + 2 padding - k + 1, w + 2
  /// padding - k + 1]` for k taps.
  ///
  /// k is odd. The outside of the image is zero; the padding is at most k - 1, and (k - 1) / 2 preserves the size.
  public func filtered(by taps: [Float], padding: Int) -> Tensor {
    graph.append(Filtering(taps: taps, padding: padding), [self])
  }
}

/// A separable filter along rows and columns of every channel, with zeros outside the image.
///
/// - Formula: y[n, c, i, j] = Σ t[a] t[b] x[n, c, i + a - padding, j + b - padding] over the k taps
/// - Shapes: `[n, c, h, w]` → `[n, c, h + 2 padding - k + 1, w + 2 padding - k + 1]`
/// - Gradient: `Filtering` of dy by the taps in reverse, with padding k - 1 - padding
package struct Filtering: Operation {
  package let taps: [Float]
  package let padding: Int
  package var name: String { "filter" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let size = try inputs[0].images()
    guard taps.count % 2 == 1 else {
      throw ShapeError(
        .argument, Report("the number of taps is not odd", expected: "1, 3, 5, …", got: "\(taps.count) taps"))
    }
    guard padding >= 0, padding < taps.count else {
      throw ShapeError(
        .argument, Report("the padding is out of range", expected: "0 to \(taps.count - 1)", got: "\(padding)"))
    }
    let (height, width) = (size.height + 2 * padding - taps.count + 1, size.width + 2 * padding - taps.count + 1)
    guard height >= 1, width >= 1 else {
      throw ShapeError(
        .kernel,
        Report(
          "the filter is longer than the image",
          expected: "at most \(min(size.height, size.width) + 2 * padding) taps",
          got: "\(taps.count) on \(inputs[0]) with padding \(padding)",
          cure: "use fewer taps, more padding or larger images"))
    }
    return .batched([size.channels, height, width])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.filtered(by: taps.reversed(), padding: taps.count - 1 - padding)]
  }
}
