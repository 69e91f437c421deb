package import Tensors

/// An operation with operands to try it on.
package struct OperationCase: Sendable, CustomStringConvertible {
  package let name: String
  package let operands: [Operand]
  /// Whether the graph's gradient is the derivative; that of a gradient stop is not.
  package let isDifferentiable: Bool
  /// Traces the operation and what computes its operands.
  package let trace: @Sendable ([Tensor]) -> Tensor

  package init(
    _ name: String, _ operands: Operand..., isDifferentiable: Bool = true,
    trace: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.name, self.operands, self.isDifferentiable, self.trace) = (name, operands, isDifferentiable, trace)
  }

  package var description: String { "\(name) of \(operands.map { "\($0.shape)" }.joined(separator: ", "))" }

  /// An operand's shape, and where its numbers lie.
  package struct Operand: Sendable {
    package var shape: Shape
    package var kind = Kind.signed

    package enum Kind: Sendable {
      /// In -2 to 2.
      case signed
      /// In 0.25 to 1.25.
      case positive
      /// In 0 to 1.
      case share
      /// Integers from 0 to below this.
      case index(below: Int)
      /// Near the rows of a matrix that moves nothing.
      case transform
    }

    /// A value for each sample, `[n, dimensions…]`.
    package static func each(_ dimensions: Int...) -> Operand { Operand(shape: .batched(dimensions)) }
    /// A value that samples share, `[dimensions…]`.
    package static func shared(_ dimensions: Int...) -> Operand { Operand(shape: .unbatched(dimensions)) }

    /// The same with numbers of another kind.
    package func of(_ kind: Kind) -> Operand { Operand(shape: shape, kind: kind) }

    /// Whether the operand has a gradient; an index and a transform have none.
    package var hasSlopes: Bool {
      switch kind {
      case .signed, .positive, .share: true
      case .index, .transform: false
      }
    }

    func numbers(_ name: String, samples: Int, seed: UInt64) -> Numbers {
      var numbers = Numbers(name, shape.dimensions, samples: shape.isBatched ? samples : 1, seed: seed)
      numbers.values = numbers.values.enumerated().map { place, x in
        switch kind {
        case .signed: 2 * x
        case .positive: (x + 1) / 2 + 0.25
        case .share: (x + 1) / 2
        case .index(let count): ((x + 1) / 2 * Float(count)).rounded(.down)
        case .transform: (place % 6 == 0 || place % 6 == 4 ? 1 : 0) + 0.4 * x
        }
      }
      return numbers
    }
  }
}

extension OperationCase {
  /// The operation over `samples`: its value y, and as the loss Σ y dy.
  package func experiment(samples: Int) throws -> Experiment {
    let dy = try Operand(shape: resultShape()).numbers("dy", samples: samples, seed: 50)
    return experiment(samples: samples, beside: [(dy, try resultShape())]) { operands, others in
      let y = trace(operands)
      return Traced(results: [("y", y)], loss: y.contracted(with: others[0]))
    }
  }

  /// The gradients of Σ y dy in each operand, and as the loss their sum, each times weights.
  ///
  /// The gradients of this loss are the gradients of gradients.
  package func gradientExperiment(samples: Int) throws -> Experiment {
    let shapes = [try resultShape()] + operands.map(\.shape)
    let others = shapes.enumerated().map { index, shape in
      let name = index == 0 ? "dy" : "weights \(index)"
      return (Operand(shape: shape).numbers(name, samples: samples, seed: 50 + UInt64(index)), shape)
    }
    return experiment(samples: samples, beside: others) { operands, others in
      let y = trace(operands)
      let gradients = y.graph.gradients(of: y.contracted(with: others[0]), withRespectTo: operands)
      let parts = zip(gradients, others.dropFirst()).compactMap { $0?.contracted(with: $1) }
      return Traced(loss: parts.isEmpty ? nil : parts.dropFirst().reduce(parts[0], +))
    }
  }

  private func experiment(
    samples: Int, beside others: [(numbers: Numbers, shape: Shape)],
    _ model: @escaping (_ operands: [Tensor], _ others: [Tensor]) -> Traced
  ) -> Experiment {
    let all =
      operands.enumerated().map { index, operand in
        (operand.numbers("x\(index)", samples: samples, seed: UInt64(index)), operand.shape)
      } + others
    let names = all.map(\.0.name)
    return Experiment(
      samples: samples, inputs: all.filter(\.1.isBatched).map(\.0), parameters: all.filter { !$0.1.isBatched }.map(\.0),
      position: RunPosition(seed: 3, step: 7)
    ) { at in
      let tensors = names.compactMap { at[$0] }
      return model(Array(tensors.prefix(operands.count)), Array(tensors.dropFirst(operands.count)))
    }
  }

  /// The shape of the operation's result.
  private func resultShape() throws -> Shape {
    let shared = operands.map { $0.shape.isBatched ? nil : Parameter($0.shape.dimensions, .constant(0)) }
    let table = ParameterTable(
      shared.enumerated().compactMap { index, parameter in parameter.map { ("x\(index)", $0) } })
    let graph = Graph(parameters: table)
    let tensors = zip(operands, shared).enumerated().map { index, operand in
      operand.1.map { graph.value(of: $0) } ?? graph.input("x\(index)", operand.0.shape.dimensions)
    }
    let result = trace(tensors)
    try graph.check()
    return result.shape
  }
}
