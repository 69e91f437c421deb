package import Tensors

/// A program with the numbers that its file of 16 bits holds.
///
/// Parameters, the numbers of scalings and sums, inputs and the results of operators are rounded to float16, but for what
/// a choice is made by. An operator computes in float32, as run-times do, and numbers below 2⁻¹⁴ have 11 bits.
package struct HalfProgram {
  /// The program.
  package let program: Program
  /// The results, in the order of those of the original.
  package let results: [TensorResult]
  /// The parameters of the program.
  package let parameters: FlatVector

  /// Rounds the numbers of `program`, which a file can hold.
  ///
  /// - Parameters:
  ///   - program: A program in inference.
  ///   - results: Results of the program.
  ///   - parameters: The parameters of its graph.
  package init(_ program: Program, results: [TensorResult], parameters: FlatVector) throws {
    let graph = program.graph
    let live = NeededNodes(program)
    let exact = ExactNodes(graph, live.nodes)
    let joined = JoinedNodes(graph, live)
    let rounded = Graph(parameters: graph.parameters, purpose: graph.purpose)
    let values = FlatVector(parameters)
    var tensors: [Int: Tensor] = [:]
    for id in live.nodes {
      let node = graph.nodes[id]
      let isHalf = !exact.contains(id)
      if let parameter = node.operation as? ParameterValue {
        let entry = graph.parameters[parameter.index]
        tensors[id] = rounded.value(of: entry.parameter)
        if isHalf {
          let bits = parameters.withUnsafeBuffer { HalfFloat.bits(of: UnsafeBufferPointer(rebasing: $0[entry.range])) }
          values.replace(entry.range, by: HalfFloat.values(ofBits: bits))
        }
        continue
      }
      let inputs = node.inputs.compactMap { input in
        isHalf && exact.contains(input) ? tensors[input]?.roundedToHalf : tensors[input]
      }
      let function = isHalf && !joined.averages(id) ? (node.operation as? ElementwiseFunction)?.kind : nil
      let value = function.map { inputs[0].mapped(by: $0.withHalfNumbers) } ?? rounded.append(node.operation, inputs)
      tensors[id] = isHalf && !joined.contains(id) && !node.operation.isMovement ? value.roundedToHalf : value
    }
    self.results = results.compactMap { tensors[$0.node.id].map(TensorResult.init) }
    self.program = try Program(rounded, tensors: self.results)
    self.parameters = values
  }
}

/// The nodes whose values no file holds, because the operator of their reader computes them too.
private struct JoinedNodes {
  private var nodes: Set<Int> = []
  private var averages: Set<Int> = []

  init(_ graph: Graph, _ live: NeededNodes) {
    for id in live.nodes {
      let node = graph.nodes[id]
      let bias = (node.operation as? BroadcastArithmetic)?.isBias(node, in: graph) { live.uses[$0] ?? 0 }
      if bias == true { nodes.insert(node.inputs[0]) }
      if (node.operation as? ElementwiseFunction)?.averagedWindows(node, in: graph) != nil {
        averages.insert(id)
        if live.uses[node.inputs[0]] == 1 { nodes.insert(node.inputs[0]) }
      }
    }
  }

  /// Whether the reader of node `id` computes its value.
  func contains(_ id: Int) -> Bool { nodes.contains(id) }

  /// Whether node `id` is the factor of an average.
  func averages(_ id: Int) -> Bool { averages.contains(id) }
}

extension Operation {
  /// Whether results are operands at other places, zeros or indices.
  fileprivate var isMovement: Bool {
    switch self {
    case is Broadcast, is Concatenation, is Gathering, is GradientStop, is MaxSwitches, is OneHot, is Padding,
      is Reshaping, is Slicing, is Transposition:
      true
    default: false
    }
  }
}

extension ElementwiseFunction.Kind {
  /// The function with its numbers in float16.
  fileprivate var withHalfNumbers: Self {
    switch self {
    case .scale(let factor): .scale(factor.roundedToHalf)
    case .add(let number): .add(number.roundedToHalf)
    case .clip(let range): .clip(range.lowerBound.roundedToHalf...range.upperBound.roundedToHalf)
    default: self
    }
  }
}

extension Float {
  /// The nearest number of 16 bits; infinite beyond their range.
  fileprivate var roundedToHalf: Float { HalfFloat.value(ofBits: HalfFloat.bits(of: self)) }
}

extension Tensor {
  /// Every element with 11 bits, those of float16; infinite beyond its range.
  fileprivate var roundedToHalf: Tensor {
    // Dekker's splitting; infinite numbers would have no difference.
    let number = clipped(to: -1e30...1e30)
    let multiple = 0x2001 * number
    let rounded = multiple - (multiple - number)
    // 2¹⁶ times 2¹¹² is the first power that float32 does not have.
    return 0x1p-112 * (0x1p112 * rounded)
  }
}
