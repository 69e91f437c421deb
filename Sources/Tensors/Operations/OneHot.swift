import Diagnostics

extension Tensor {
  /// 1 at each sample's class, 0 elsewhere: class numbers `[n, 1]` to `[n, classes]`; without a gradient.
  ///
  /// Values that are not integers from 0 to `classes` - 1 give a row of zeros.
  public func oneHot(classes: Int) -> Tensor { graph.append(OneHot(classes: classes), [self]) }
}

/// Class numbers as one-hot vectors.
///
/// - Formula: y[n, j] = 1 where x[n] = j, 0 elsewhere
/// - Shapes: `[n, 1]` → `[n, classes]`
/// - Gradient: none
package struct OneHot: Operation {
  package let classes: Int
  package var name: String { "one-hot" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched, inputs[0].count == 1 else {
      throw ShapeError(.rank, Report("a class number per sample is required", expected: "[n, 1]", got: "\(inputs[0])"))
    }
    guard classes >= 1 else {
      throw ShapeError(.argument, Report("the number of classes is out of range", expected: ">= 1", got: "\(classes)"))
    }
    return .batched([classes])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}
