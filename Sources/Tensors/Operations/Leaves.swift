/// Data fed with each batch.
///
/// - Formula: y = the values, or the scaled bytes, that are fed under the input's name
/// - Shapes: → `[n, …]`
/// - Gradient: none
package struct Input: Operation {
  package let inputName: String
  package let dimensions: [Int]
  package var name: String { "input \(inputName)" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched(dimensions) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}

/// The value of a parameter.
///
/// - Formula: y = the parameter
/// - Shapes: → `[…]`
/// - Gradient: none
package struct ParameterValue: Operation {
  package let index: Int
  package let dimensions: [Int]
  package var name: String { "parameter" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched(dimensions) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}

/// A constant scalar.
///
/// - Formula: y = the constant
/// - Shapes: → `[]`
/// - Gradient: none
package struct Constant: Operation {
  package let value: Float
  package var name: String { "constant" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched([]) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}
