import ReferenceEngine
import Tensors

/// A loss of inputs and parameters that are drawn at random.
struct CheckedModel: Sendable {
  let name: String
  let samples: Int
  let inputs: [Numbers]
  let parameters: [Numbers]
  let loss: @Sendable (Values) -> Tensor

  init(
    _ name: String, samples: Int = 3, inputs: [String: [Int]], parameters: [String: [Int]] = [:],
    _ loss: @escaping @Sendable (Values) -> Tensor
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
    self.loss = loss
  }

  var experiment: Experiment {
    Experiment(samples: samples, inputs: inputs, parameters: parameters) { at in
      let loss = loss(Values(at))
      return Traced(results: [("loss", loss)], loss: loss)
    }
  }
}

/// Inputs and parameters by name: `at.x`.
@dynamicMemberLookup
struct Values {
  private let values: [String: Tensor]

  init(_ values: [String: Tensor]) { self.values = values }

  subscript(dynamicMember name: String) -> Tensor {
    guard let value = values[name] else { fatalError("the model has no value \(name)") }
    return value
  }
}
