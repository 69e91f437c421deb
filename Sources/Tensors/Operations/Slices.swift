import Diagnostics

extension Tensor {
  /// The channels (or features) of `range`: `[n, c, …]` to `[n, range.count, …]`.
  public func sliced(_ range: Range<Int>) -> Tensor { graph.append(Slice(range: range), [self]) }
}

/// The channels (or features) of `tensors`, one after the other: `[n, c, …]` and `[n, d, …]` to `[n, c + d, …]`.
///
/// At least one tensor; they differ in their number of channels only.
public func concatenated(_ tensors: [Tensor]) -> Tensor {
  guard let first = tensors.first else { fatalError("a concatenation needs at least one tensor") }
  return first.graph.append(Concatenation(), tensors)
}

/// y[n, i, …] = x[n, range.lowerBound + i, …].
package struct Slice: Operation {
  package let range: Range<Int>
  package var name: String { "slice" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let channels = try inputs[0].channels()
    guard range.lowerBound >= 0, range.upperBound <= channels, !range.isEmpty else {
      throw ShapeError(
        .argument,
        Report(
          "the slice does not lie within the channels", expected: "a part of 0..<\(channels)",
          got: "\(range) of \(inputs[0])"))
    }
    return .batched([range.count] + inputs[0].dimensions.dropFirst())
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [
      upstream.graph.append(
        SliceGradient(first: range.lowerBound, channels: inputs[0].shape.dimensions[0]), [upstream])
    ]
  }
}

/// The adjoint of ``Slice``: channels within zeros, `[n, d, …]` to `[n, channels, …]`.
package struct SliceGradient: Operation {
  package let first: Int
  package let channels: Int
  package var name: String { "slice's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    .batched([channels] + inputs[0].dimensions.dropFirst())
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.sliced(first..<first + inputs[0].shape.dimensions[0])]
  }
}

/// One value's channels after another's.
package struct Concatenation: Operation {
  package var name: String { "concatenation" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    var channels = 0
    for input in inputs {
      channels += try input.channels()
      guard input.dimensions.dropFirst() == inputs[0].dimensions.dropFirst() else {
        throw ShapeError(
          .mismatch,
          Report(
            "the operands differ in more than their channels", expected: "one size, as in \(inputs[0])",
            got: "\(input)"))
      }
    }
    return .batched([channels] + inputs[0].dimensions.dropFirst())
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    var first = 0
    return inputs.map { input in
      let channels = input.shape.dimensions[0]
      defer { first += channels }
      return upstream.sliced(first..<first + channels)
    }
  }
}

extension Shape {
  /// The channels (or features) of a value per sample.
  package func channels() throws(ShapeError) -> Int {
    guard isBatched, let channels = dimensions.first else {
      throw ShapeError(.rank, Report("channels or features were needed", expected: "[n, c, …]", got: "\(self)"))
    }
    return channels
  }
}
