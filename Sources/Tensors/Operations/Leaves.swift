/// Data that comes with each batch.
struct Input: Operation {
  let inputName: String
  let dimensions: [Int]
  var name: String { "input \(inputName)" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched(dimensions) }
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}

/// The value of a trained parameter.
struct ParameterValue: Operation {
  let index: Int
  let dimensions: [Int]
  var name: String { "parameter" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched(dimensions) }
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}

/// A number that never changes.
struct Constant: Operation {
  let value: Float
  var name: String { "constant" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched([]) }
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}
