import Tensors

/// The layout of every per-sample value of a graph.
///
/// Planes connected by convolutions need the same pitch, so that a shift is one constant offset. They form families; a
/// family's pitch is the minimum that holds the width and zero padding of every member.
struct Layouts {
  private let layouts: [Layout?]

  subscript(node: Int) -> Layout {
    guard let layout = layouts[node] else { fatalError("node \(node) has no value per sample") }
    return layout
  }

  init(_ live: LiveGraph) {
    let nodes = live.graph.nodes
    var families = Families(count: nodes.count)
    let isPlanes = nodes.map { $0.shape.isBatched && $0.shape.dimensions.count == 3 }
    var members: Set<Int> = []
    var reaches: [(node: Int, reach: Reach)] = []
    for unit in live.units {
      for id in unit.nodes {
        guard let operation = nodes[id].operation as? any CPUOperation else { continue }
        let inputs = nodes[id].inputs
        members.formUnion(([id] + inputs).filter { isPlanes[$0] })
        if operation.sharesPitch {
          let planes = ([id] + inputs).filter { isPlanes[$0] }
          for other in planes.dropFirst() { families.join(planes[0], other) }
        }
        if let reach = operation.reach(inputs: inputs.map { nodes[$0].shape }, result: nodes[id].shape) {
          reaches.append((reach.operand.map { inputs[$0] } ?? id, reach))
        }
      }
    }
    var pitch: [Int: Int] = [:]
    var margin: [Int: Int] = [:]
    for (node, reach) in reaches {
      let family = families.family(of: node)
      pitch[family] = max(pitch[family] ?? 0, reach.pitch)
      margin[family] = max(margin[family] ?? 0, reach.margin)
    }
    for id in members {
      let family = families.family(of: id)
      if let minimum = pitch[family] { pitch[family] = max(minimum, nodes[id].shape.dimensions[2]) }
    }
    layouts = nodes.indices.map { id in
      guard nodes[id].shape.isBatched else { return nil }
      let dimensions = nodes[id].shape.dimensions
      let family = families.family(of: id)
      guard isPlanes[id], let pitch = pitch[family], let reach = margin[family] else {
        return .compact(dimensions)
      }
      return .margined(dimensions, pitch: pitch, margin: reach * pitch + reach)
    }
  }
}

/// Disjoint sets of nodes (union-find).
private struct Families {
  private var parent: [Int]

  init(count: Int) { parent = Array(0..<count) }

  func family(of node: Int) -> Int {
    var node = node
    while parent[node] != node { node = parent[node] }
    return node
  }

  mutating func join(_ a: Int, _ b: Int) { parent[family(of: a)] = family(of: b) }
}
