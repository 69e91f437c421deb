import Tensors

/// The layers of a module: parameters that PyTorch's own layers hold, and parameters alone.
struct TorchLayers {
  /// A layer of PyTorch.
  struct Layer: Equatable {
    /// How it is made: `nn.Linear(784, 32)`.
    let constructor: String
    /// The names of its parameters in it, by index of the table.
    let keys: [Int: String]
  }

  /// A use of a layer in a graph.
  struct Use {
    let path: String
    let layer: Layer
    /// The node of the layer's input.
    let input: Int
    /// The node that computes its output.
    let output: Int
    /// The node of its product, if the output is that with a bias.
    let product: Int?
  }

  let table: ParameterTable
  /// The layers by path: `encoder.0`.
  let layers: [String: Layer]
  /// The parameters that are used, by index.
  let used: [Int]
  private let tree: TorchModuleTree

  /// The layers that `programs`, of one table, use in one way each.
  init(_ table: ParameterTable, _ programs: [Program]) {
    self.table = table
    var found: [String: Layer] = [:]
    var broken: Set<String> = []
    var used: Set<Int> = []
    for program in programs {
      let (graph, live) = (program.graph, NeededNodes(program))
      var explained: [Int: Int] = [:]
      for id in live.nodes {
        guard let use = Self.use(at: id, in: graph, table, uses: live.uses) else { continue }
        if let known = found[use.path], known != use.layer { broken.insert(use.path) }
        found[use.path] = use.layer
        for node in [use.product, use.output].compactMap(\.self) {
          for input in graph.nodes[node].inputs { explained[input, default: 0] += 1 }
        }
      }
      for id in live.nodes {
        guard let parameter = graph.nodes[id].operation as? ParameterValue else { continue }
        used.insert(parameter.index)
        if explained[id, default: 0] < live.uses[id, default: 0] { broken.insert(table[parameter.index].layer) }
      }
    }
    self.used = used.sorted()
    // A layer of PyTorch holds no other.
    let owners = Set(used.map { table[$0].layer })
    let layers = found.filter { path, _ in
      !broken.contains(path) && !owners.contains { $0.hasPrefix(path + ".") }
    }
    var (paths, alone): ([String], [String: Parameter]) = ([], [:])
    for index in self.used {
      let layer = layers.first { $0.value.keys[index] != nil }?.key
      if layer == nil { alone[table[index].name] = table[index].parameter }
      let path = layer ?? table[index].name
      if !paths.contains(path) { paths.append(path) }
    }
    tree = TorchModuleTree(paths, layers: layers, parameters: alone)
    self.layers = layers
  }

  /// The lines that make the layers in a module's initialiser.
  var lines: [String] { tree.lines }
  /// Whether parameters and layers are grouped by name.
  var hasGroups: Bool { tree.hasGroups }

  /// Whether a layer or a group has this name.
  func hasPart(named name: String) -> Bool { tree.hasPart(named: name) }

  /// The expression of a parameter.
  func expression(ofParameter index: Int) -> String { tree.expression(name(ofParameter: index)) }

  /// The name of a parameter in the module's state.
  func name(ofParameter index: Int) -> String {
    for (path, layer) in layers { if let key = layer.keys[index] { return "\(path).\(key)" } }
    return table[index].name
  }

  /// The call of a layer whose output node `id` is: nil for another node, and none for the product within a layer.
  func call(of id: Int, in graph: Graph, uses: [Int: Int]) -> (layer: String, input: Int)?? {
    if let use = Self.use(at: id, in: graph, table, uses: uses), layers[use.path] == use.layer {
      return .some((tree.expression(use.path), use.input))
    }
    // The product of a layer that ends with a bias: the only reader of the product adds it.
    guard uses[id] == 1, Self.isProduct(graph.nodes[id].operation),
      let reader = graph.nodes.indices.first(where: {
        $0 > id && uses[$0] != nil && graph.nodes[$0].inputs.contains(id)
      }),
      let use = Self.use(at: reader, in: graph, table, uses: uses), use.product == id, layers[use.path] == use.layer
    else { return nil }
    return .some(nil)
  }

  private static func isProduct(_ operation: any Operation) -> Bool {
    operation is MatrixProduct || operation is Convolution || operation is TransposedConvolution
  }

  /// The layer whose output node `id` is.
  private static func use(at id: Int, in graph: Graph, _ table: ParameterTable, uses: [Int: Int]) -> Use? {
    let node = graph.nodes[id]
    func parameter(_ operand: Int, of node: Graph.Node) -> Int? {
      (graph.nodes[node.inputs[operand]].operation as? ParameterValue)?.index
    }
    func isWhole(_ path: String, _ indices: [Int]) -> Bool {
      indices.allSatisfy { table[$0].layer == path }
        && table.indices.filter { table[$0].layer == path } == indices.sorted()
    }
    if let normalization = node.operation as? Normalization {
      let indices = (1...4).compactMap { parameter($0, of: node) }
      guard indices.count == 4, isWhole(table[indices[0]].layer, indices) else { return nil }
      let shape = graph.nodes[node.inputs[0]].shape.dimensions
      guard [1, 3].contains(shape.count) else { return nil }
      let layer = Layer(
        constructor: "nn.BatchNorm\(shape.count == 1 ? "1" : "2")d(\(shape[0]), eps=\(normalization.epsilon))",
        keys: [indices[0]: "running_mean", indices[1]: "running_var", indices[2]: "weight", indices[3]: "bias"])
      return Use(path: table[indices[0]].layer, layer: layer, input: node.inputs[0], output: id, product: nil)
    }
    var (product, bias): (Int, Int?) = (id, nil)
    if let addition = node.operation as? BroadcastArithmetic, addition.kind == .add,
      addition.axes == node.shape.channelwise, let index = parameter(1, of: node), uses[node.inputs[0]] == 1
    {
      (product, bias) = (node.inputs[0], index)
    }
    let inner = graph.nodes[product]
    guard isProduct(inner.operation), let weight = parameter(1, of: inner),
      let constructor = inner.operation.torchLayer(table[weight].parameter.dimensions, hasBias: bias != nil),
      isWhole(table[weight].layer, [weight] + [bias].compactMap(\.self))
    else { return nil }
    var keys = [weight: "weight"]
    if let bias { keys[bias] = "bias" }
    return Use(
      path: table[weight].layer, layer: Layer(constructor: constructor, keys: keys), input: inner.inputs[0],
      output: id, product: bias == nil ? nil : product)
  }
}

extension ParameterTable.Entry {
  /// The path of the layer that has the parameter; the name itself for a parameter of the model.
  fileprivate var layer: String {
    let parts = name.split(separator: ".")
    return parts.dropLast(parts.count > 1 ? 1 : 0).joined(separator: ".")
  }
}

extension Operation {
  /// How PyTorch's layer of this product is made, for weights of `size`.
  fileprivate func torchLayer(_ size: [Int], hasBias: Bool) -> String? {
    let end = hasBias ? ")" : ", bias=False)"
    func square(_ height: Int, _ width: Int) -> String { height == width ? "\(height)" : "(\(height), \(width))" }
    switch self {
    case is MatrixProduct:
      return "nn.Linear(\(size[1]), \(size[0])\(end)"
    case let product as Convolution:
      return "nn.Conv2d(\(size[1]), \(size[0]), \(square(size[2], size[3])), stride=\(product.stride), "
        + "padding=\(product.padding)\(end)"
    case let product as TransposedConvolution:
      return "nn.ConvTranspose2d(\(size[0]), \(size[1]), \(square(size[2], size[3])), stride=\(product.stride), "
        + "padding=\(product.padding), output_padding=\(square(product.rowPadding, product.columnPadding))\(end)"
    default:
      return nil
    }
  }
}
