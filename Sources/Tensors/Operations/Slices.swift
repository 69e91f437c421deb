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
struct Slice: Operation {
  let range: Range<Int>
  var name: String { "slice" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
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

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [
      upstream.graph.append(
        SliceGradient(first: range.lowerBound, channels: inputs[0].shape.dimensions[0]), [upstream])
    ]
  }
}

/// The adjoint of ``Slice``: channels within zeros, `[n, d, …]` to `[n, channels, …]`.
struct SliceGradient: Operation {
  let first: Int
  let channels: Int
  var name: String { "slice's gradient" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    .batched([channels] + inputs[0].dimensions.dropFirst())
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.sliced(first..<first + inputs[0].shape.dimensions[0])]
  }
}

/// One value's channels after another's.
struct Concatenation: Operation {
  var name: String { "concatenation" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
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

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
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
  func channels() throws(ShapeError) -> Int {
    guard isBatched, let channels = dimensions.first else {
      throw ShapeError(.rank, Report("channels or features were needed", expected: "[n, c, …]", got: "\(self)"))
    }
    return channels
  }
}
