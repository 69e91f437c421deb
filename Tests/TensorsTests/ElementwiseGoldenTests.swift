import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Elementwise operations: values, gradients and gradients of gradients are PyTorch's.
@Suite struct ElementwiseGoldenTests {
  typealias Case = ElementwiseGoldens.Case

  @Test func `functions of each element`() throws { try check(ElementwiseGoldens.all.functions) }

  @Test func `activations`() throws { try check(ElementwiseGoldens.all.activations) }

  @Test func `channels: slices, joins, sums, copies, factors, biases`() throws {
    try check(ElementwiseGoldens.all.channels)
  }

  @Test func `operands that all samples share, sums over the batch`() throws {
    try check(ElementwiseGoldens.all.sharedOperands)
  }

  @Test func `groups of neighbouring features`() throws { try check(ElementwiseGoldens.all.groups) }

  @Test func `algebra of parameters`() throws { try check(ElementwiseGoldens.all.parameters) }

  @Test func `losses`() throws { try check(ElementwiseGoldens.all.losses) }

  @Test func `a penalty on an encoder's gradient`() throws { try check(ElementwiseGoldens.all.penalties) }

  private func check(_ cases: [Case]) throws {
    #expect(!cases.isEmpty)
    for golden in cases { try check(golden) }
  }

  private func check(_ golden: Case) throws {
    // Penalties are gradients already; theirs are the second and third.
    let bound = golden.name.contains("/") ? Tolerance.composed : Tolerance.products
    for (set, outcome) in try experiment(golden).runEverywhere() {
      expectClose(outcome["y"], golden.y, within: Tolerance.losses, "y of \(golden.title) on \(set)")
      for (operand, (wanted, second)) in zip(golden.operands, zip(golden.gradients, golden.second)) {
        let name = operand.name
        expectClose(
          outcome["first \(name)"] ?? wanted.map { _ in 0 }, wanted, within: bound,
          "gradient in \(name) of \(golden.title) on \(set)")
        expectClose(
          outcome["d\(name)"] ?? second.map { _ in 0 }, second, within: bound,
          "second gradient in \(name) of \(golden.title) on \(set)")
      }
      expectClose(
        outcome["d·dy"] ?? golden.secondDy.map { _ in 0 }, golden.secondDy, within: bound,
        "second gradient in dy of \(golden.title) on \(set)")
    }
  }

  /// y, the gradient of Σ y dy in each operand, and, as the loss, Σ of these gradients times weights.
  private func experiment(_ golden: Case) -> Experiment {
    let yShape = traced(golden)
    func numbers(_ operand: ElementwiseGoldens.Operand) -> Numbers {
      Numbers(operand.name, operand.dimensions, operand.values.floats)
    }
    func weights(_ name: String, _ shape: Shape, modulus: Int) -> Numbers {
      let count = (shape.isBatched ? golden.samples : 1) * shape.count
      return Numbers(name, shape.dimensions, (0..<count).map { Float((5 * $0 + 2) % modulus - 5) / 8 })
    }
    let dy = weights("·dy", yShape, modulus: 13)
    let inputs = golden.inputs.map { weights("·\($0.name)", .batched($0.dimensions), modulus: 11) }
    let shared = golden.shared.map { weights("·\($0.name)", .unbatched($0.dimensions), modulus: 11) }
    return Experiment(
      samples: golden.samples, inputs: golden.inputs.map(numbers) + inputs + (yShape.isBatched ? [dy] : []),
      parameters: golden.shared.map(numbers) + shared + (yShape.isBatched ? [] : [dy])
    ) { at in
      let operands = golden.operands.map { at[$0.name]! }
      let y = golden.trace(operands)
      let first = y.graph.gradients(of: y.contracted(with: at["·dy"]!), withRespectTo: operands)
      var results = [(name: "y", tensor: y)]
      var loss: Tensor?
      for (operand, gradient) in zip(golden.operands, first) {
        guard let gradient else { continue }
        if gradient.shape.isBatched { results.append(("first \(operand.name)", gradient)) }
        let part = gradient.contracted(with: at["·\(operand.name)"]!)
        loss = loss.map { $0 + part } ?? part
        // A result must be a node that no parameter's gradient is.
        if !gradient.shape.isBatched { results.append(("first \(operand.name)", 1 * gradient)) }
      }
      return Traced(results: results, loss: loss)
    }
  }

  /// The shape of a case's value.
  private func traced(_ golden: Case) -> Shape {
    let kept = golden.shared.map { Parameter($0.dimensions, .constant(0)) }
    let graph = Graph(
      parameters: ParameterTable(zip(golden.shared, kept).map { (name: $0.0.name, parameter: $0.1) }))
    let operands =
      golden.inputs.map { graph.input($0.name, $0.dimensions) } + kept.map { graph.value(of: $0) }
    return golden.trace(operands).shape
  }
}
