import Diagnostics
import Tensors

/// The part of a program's graph that its results need, with fused epilogues.
struct LiveGraph {
  let graph: Graph
  /// The nodes to compute, operands first; inputs included, leaves not.
  let units: [Unit]
  /// The nodes with values needed after the run.
  let results: Set<Int>
  /// The memory of each node that is a parameter's gradient or a statistic's next value.
  let outputs: [Int: Location]

  init(_ program: Program) {
    graph = program.graph
    let nodes = graph.nodes
    var outputs: [Int: Location] = [:]
    for (entry, gradient) in zip(graph.parameters, program.gradients) {
      if let gradient { outputs[gradient.id] = Location(space: .gradients, offset: entry.offset, sampleStride: 0) }
    }
    for (entry, value) in zip(graph.parameters, program.statistics) {
      let offset = entry.offset - graph.parameters.trainedCount
      if let value { outputs[value.id] = Location(space: .statistics, offset: offset, sampleStride: 0) }
    }
    results = Set(program.resultNodes.map(\.id))
    let wanted = results.union(outputs.keys)

    var isLive = [Bool](repeating: false, count: nodes.count)
    var readers = [Int](repeating: 0, count: nodes.count)
    var reader = [Int](repeating: -1, count: nodes.count)
    for id in nodes.indices.reversed() where isLive[id] || wanted.contains(id) {
      isLive[id] = true
      for input in nodes[id].inputs {
        isLive[input] = true
        readers[input] += 1
        reader[input] = id
      }
    }

    var absorbed = Set<Int>()
    var units: [Unit] = []
    for id in nodes.indices where isLive[id] && !absorbed.contains(id) {
      let operation = nodes[id].operation
      if operation.isLeaf { continue }
      guard let onCPU = operation as? any CPUOperation else {
        fatalError("the CPU executor has no kernel for \(operation.name)")
      }
      var chain = [id]
      var result = id
      var inputs = nodes[id].inputs
      var epilogue = Epilogue()
      while onCPU.acceptsEpilogue, readers[result] == 1, !wanted.contains(result) {
        let next = reader[result]
        guard Self.join(nodes[next], of: result, to: &epilogue) else { break }
        inputs += nodes[next].inputs.filter { $0 != result }
        absorbed.insert(next)
        chain.append(next)
        result = next
      }
      units.append(Unit(root: id, nodes: chain, inputs: inputs, epilogue: epilogue))
    }
    // A unit runs at the position of its result, where its epilogue's operands are ready too.
    self.units = units.sorted { $0.result < $1.result }
    self.outputs = outputs
  }

  /// Fuses `node`, the only reader of `producer`, into the epilogue if possible.
  private static func join(_ node: Graph.Node, of producer: Int, to epilogue: inout Epilogue) -> Bool {
    switch node.operation {
    case let sum as BroadcastArithmetic
    where sum.isBias(of: node.shape) && epilogue.isEmpty && node.inputs[0] == producer:
      epilogue.bias = node.inputs[1]
    case let activation as Activation where epilogue.activation == nil && epilogue.derivative == nil:
      epilogue.activation = activation.kind
    case let gradient as ActivationGradient where epilogue.isEmpty && node.inputs[0] == producer:
      epilogue.derivative = (gradient.kind, node.inputs[1])
    default:
      return false
    }
    return true
  }

  /// The floats of the sums over samples in stages.
  var accumulatorFloats: Int {
    units.reduce(0) { floats, unit in
      let root = graph.nodes[unit.root]
      let inputs = root.inputs.map { graph.nodes[$0].shape }
      guard let operation = root.operation as? any CPUOperation,
        operation.placement(inputs: inputs, result: root.shape) == .accumulated
      else { return floats }
      return floats + roundUp(root.shape.count)
    }
  }

  /// The number of samples that `unit` prefers in a tile.
  func samplesTogether(_ unit: Unit) -> Int {
    let node = graph.nodes[unit.root]
    guard let operation = node.operation as? any CPUOperation else { fatalError("no kernel") }
    return operation.samplesTogether(inputs: node.inputs.map { graph.nodes[$0].shape }, result: node.shape)
  }
}
