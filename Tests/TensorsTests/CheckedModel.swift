import Tensors

/// A loss that is written once and computed twice, by the engine and by the reference.
struct CheckedModel: Sendable {
  let name: String
  let samples: Int
  let inputs: [Numbers]
  let parameters: [Numbers]
  let loss: @Sendable ([String: Tensor]) -> Tensor
  let reference: @Sendable ([String: ReferenceTensor]) -> ReferenceTensor

  init(
    _ name: String, samples: Int = 3, inputs: [String: [Int]], parameters: [String: [Int]] = [:],
    _ formula: some Formula
  ) {
    self.name = name
    self.samples = samples
    var seed: UInt64 = 1
    func drawn(_ shapes: [String: [Int]], _ samples: Int) -> [Numbers] {
      shapes.sorted { $0.key < $1.key }.map { name, dimensions in
        seed += 1
        var numbers = Numbers(name, dimensions, samples: samples, seed: seed)
        // Targets of a cross-entropy lie in 0 to 1.
        if name == "t" { numbers.values = numbers.values.map { ($0 + 1) / 2 } }
        return numbers
      }
    }
    self.inputs = drawn(inputs, samples)
    self.parameters = drawn(parameters, 1)
    loss = { formula.loss(Values($0)) }
    reference = { formula.loss(Values($0)) }
  }
}

/// A model from values to a scalar loss, for either algebra.
protocol Formula: Sendable {
  func loss<T: Algebra>(_ at: Values<T>) -> T
}

/// Inputs and parameters by name: `at.x`.
@dynamicMemberLookup
struct Values<T> {
  private let values: [String: T]

  init(_ values: [String: T]) { self.values = values }

  subscript(dynamicMember name: String) -> T {
    guard let value = values[name] else { fatalError("the model has no value \(name)") }
    return value
  }
}
