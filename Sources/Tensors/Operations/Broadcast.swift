import Diagnostics

extension Tensor {
  /// A number per sample repeated over the sample's elements: `[n]` to `[n, dimensions…]`.
  public func broadcast(to dimensions: [Int]) -> Tensor {
    checked("broadcast") { shape throws(ShapeError) in try shape.checkNumberPerSample() }
      .broadcast(to: .batched(dimensions), along: .elements)
  }

  /// The same value for every sample: `[…]` to `[n, …]`.
  public func repeatedOverBatch() -> Tensor {
    checked("repetition over the batch") { shape throws(ShapeError) in
      guard !shape.isBatched else {
        throw ShapeError(.rank, Report("a shared value is required", expected: "[…]", got: "\(shape)"))
      }
    }.broadcast(to: .batched(shape.dimensions), along: .samples)
  }

  /// A single channel (or feature) repeated `c` times: `[n, 1, …]` to `[n, c, …]`.
  public func repeatedOverChannels(_ c: Int) -> Tensor {
    checked("repetition over channels") { shape throws(ShapeError) in
      guard try shape.channels() == 1 else {
        throw ShapeError(.channels, Report("a single channel is required", expected: "[n, 1, …]", got: "\(shape)"))
      }
      guard c >= 1 else {
        throw ShapeError(.argument, Report("the number of channels is out of range", expected: ">= 1", got: "\(c)"))
      }
    }.broadcast(to: .batched([c] + shape.dimensions.dropFirst()), along: .channels)
  }

  /// Every feature repeated `k` times: `[n, g]` to `[n, g k]`.
  public func repeatedInGroups(of k: Int) -> Tensor {
    let groups = shape.count
    return checked("repetition in groups") { shape throws(ShapeError) in
      _ = try shape.groups(of: 1)
      try Shape.checkGroup(of: k)
    }.broadcast(to: .batched([groups, k]), along: .positions).reshaped(to: [groups * k])
  }

  /// `self` repeated along the `axes` of `shape` that it lacks.
  package func broadcast(to shape: Shape, along axes: Axes) -> Tensor {
    graph.append(Broadcast(target: shape, axes: axes), [self])
  }
}

/// A value repeated along some axes: the adjoint of a sum over them.
///
/// - Formula: y = x, at every position along the axes
/// - Shapes: the inverse of a reduction over the axes
/// - Gradient: Σ dy over the axes
package struct Broadcast: Operation {
  /// The shape of the result.
  package let target: Shape
  package let axes: Axes
  package var name: String { "broadcast along \(axes.words)" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let expected = target.reduced(over: axes)
    guard inputs[0] == expected else {
      throw ShapeError(
        .mismatch, Report("the value does not fit", expected: "\(expected) for \(target)", got: "\(inputs[0])"))
    }
    return target
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.reduced(.sum, over: axes)]
  }
}
