import Tensors

/// The values of a program that are terms, where processes share a batch: the sums over processes are the values.
///
/// A function of a device exchanges nothing while it runs. So a term must stay one through the operations that follow,
/// which must be linear; its sum is made on the host.
struct BatchTerms {
  /// The nodes whose values are terms.
  private let nodes: Set<Int>
  /// The name of an operation that needs a sum or samples of all processes; nil where no operation does.
  let obstacle: String?

  /// Follows the terms of `program` through its `live` nodes.
  init(_ program: Program, _ live: LiveNodes) {
    let graph = program.graph
    var nodes: Set<Int> = []
    var obstacle: String?
    for id in live.nodes {
      let (node, operation) = (graph.nodes[id], graph.nodes[id].operation)
      let areTerms = node.inputs.map(nodes.contains)
      if operation.needsWholeBatch || operation is RevivedCodes {
        obstacle = obstacle ?? operation.name
      } else if !areTerms.contains(true) {
        if operation.sumsSamples(inputs: node.inputs.map { graph.nodes[$0].shape }, result: node.shape) {
          nodes.insert(id)
        }
      } else if !node.shape.isBatched, operation.isLinear(inTerms: areTerms) {
        nodes.insert(id)
      } else {
        obstacle = obstacle ?? operation.name
      }
    }
    if program.statistics.contains(where: { $0.map { nodes.contains($0.id) } ?? false }) {
      obstacle = obstacle ?? "a statistic of the batch"
    }
    (self.nodes, self.obstacle) = (nodes, obstacle)
  }

  /// Whether the value of node `id` is a term.
  func contains(_ id: Int) -> Bool { nodes.contains(id) }
}

extension Operation {
  /// Whether the result is linear in the operands that are terms, so that it is a term, too.
  ///
  /// A sum may have operands that are not: this process's part of them is added.
  fileprivate func isLinear(inTerms areTerms: [Bool]) -> Bool {
    switch self {
    case let arithmetic as Elementwise: arithmetic.kind.isLinear(inTerms: areTerms)
    case let arithmetic as BroadcastArithmetic: arithmetic.kind.isLinear(inTerms: areTerms)
    case let function as ElementwiseFunction: if case .scale = function.kind { true } else { false }
    case let reduction as Reduction: reduction.function == .sum
    case is Reshaping, is Transposition, is GradientStop, is Broadcast: true
    default: false
    }
  }
}

extension Elementwise.Kind {
  fileprivate func isLinear(inTerms areTerms: [Bool]) -> Bool {
    switch self {
    case .add, .subtract: true
    case .multiply: areTerms != [true, true]
    case .divide: areTerms == [true, false]
    }
  }
}

extension Operation {
  /// Whether operands that are not terms count with this process's part beside those that are.
  var addsOperands: Bool {
    switch self {
    case let arithmetic as Elementwise: [.add, .subtract].contains(arithmetic.kind)
    case let arithmetic as BroadcastArithmetic: [.add, .subtract].contains(arithmetic.kind)
    default: false
    }
  }
}
