import Diagnostics

/// The channels (or features) of `tensors` in order: `[n, c, …]` and `[n, d, …]` to `[n, c + d, …]`.
///
/// At least one tensor; only their numbers of channels may differ.
public func concatenated(_ tensors: [Tensor]) -> Tensor {
  guard let first = tensors.first else { fatalError("a concatenation needs at least one tensor") }
  return first.graph.append(Concatenation(), tensors)
}

/// The channels of several operands in order.
///
/// - Formula: y[n, :, …] = the channels of each operand, in order
/// - Shapes: `[n, c, …]`, `[n, d, …]` → `[n, c + d, …]`
/// - Gradient: in each operand, `Slicing` of dy
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
