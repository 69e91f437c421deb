import Diagnostics
import ImageShapes
import NeuralNetworks
import Tensors

/// Builds layers one after another; continues after one that does not fit with its intended output.
struct NetworkPlanner {
  let image: ImageShape
  let problems: Problems
  /// The dimensions of the next input; nil when unknown.
  var shape: [Int]?
  var rows: [NetworkPlan.Row] = []
  private var pools: [String: PoolSite] = [:]
  private var modules: [String: any Module] = [:]
  private var lines: [String: Int?] = [:]
  private var counts: [String: Int] = [:]
  private let given: Set<String>

  init(image: ImageShape, problems: Problems, names: [String]) {
    self.image = image
    self.problems = problems
    shape = image.dimensions
    given = Set(names)
  }

  /// Builds the layers of one part of the network.
  mutating func plan(_ layers: [LayerDescription], as part: String, _ keys: CheckpointKeys) -> [PlannedLayer] {
    var place = 0
    return layers.compactMap { layer in
      guard let (name, built) = plan(layer) else { return nil }
      let key = layer.key ?? "\(part).\(keys == .places ? "\(place)" : name)"
      // Indices count from the first layer with parameters; an activation counts as a layer.
      if place > 0 || !ParameterTable(of: built.module as Any).isEmpty {
        let hasActivation =
          layer.kind.activation != nil && !(layer.kind is ActivationLayer || layer.kind is LeakyReluLayer)
        place += hasActivation ? 2 : 1
      }
      return PlannedLayer(name: name, key: key, description: layer, built: built)
    }
  }

  private mutating func plan(_ layer: LayerDescription) -> (name: String, built: BuiltLayer)? {
    let name = name(of: layer)
    guard let input = shape else {
      // The input is unknown, but the intended output may be known.
      shape = layer.kind is UnreadLayer ? nil : layer.kind.intendedOutput(at: site([]))
      if shape == [] { shape = nil }
      return nil
    }
    let site = site(input)
    do throws(LayerProblem) {
      try check(layer, site)
      let built = try layer.kind.build(at: site)
      let output = try trace(layer, name, built, site)
      let parameters = ParameterTable(of: built.module as Any).parameterCount
      let kind = [layer.kind.keyword, layer.kind.activation?.rawValue].compactMap(\.self)
      rows.append(
        NetworkPlan.Row(
          name: name, kind: (kind.count == 2 && kind[0] == kind[1] ? [kind[0]] : kind).joined(separator: ", "),
          output: output, parameters: layer.kind is TiedLayer ? output[0] : parameters, operations: built.operations))
      if let pool = built.pool { pools[name] = PoolSite(module: pool, input: input, output: output) }
      if let module = built.module { modules[name] = module }
      shape = output
      return (name, built)
    } catch {
      var report = error.report
      let own = layer.name.map { "\(layer.kind.keyword) \($0)" } ?? layer.kind.keyword
      report.place = own
      if !(layer.kind is UnreadLayer) { problems.add(report, line: layer.line) }
      shape = layer.kind.intendedOutput(at: site)
      return nil
    }
  }

  /// Rejects an input other than the one that the file states.
  private func check(_ layer: LayerDescription, _ site: LayerSite) throws(LayerProblem) {
    let isVector = layer.kind is LinearLayer
    guard let stated = layer.inputs, let inputs = site.input.first, inputs != stated,
      isVector == (site.input.count == 1)
    else { return }
    throw LayerProblem(
      Report(
        "the input is not the stated one", expected: "\(stated) \(isVector ? "features" : "channels")",
        got: "\(site.input)", cure: "change the layer's first argument, or the layers before it"))
  }

  private func site(_ input: [Int]) -> LayerSite {
    LayerSite(image: image, input: input, pools: pools, modules: modules)
  }

  /// The layer's name; by default its kind with a number.
  private mutating func name(of layer: LayerDescription) -> String {
    if let name = layer.name {
      if let first = lines[name] {
        problems.add(
          Report(
            "a layer's name is used twice", place: layer.kind.keyword, got: name,
            cure: first.map { "give it another name than the layer of line \($0)" } ?? "give it another name"),
          line: layer.line)
      } else {
        lines[name] = layer.line
      }
      return name
    }
    while true {
      counts[layer.kind.keyword, default: 0] += 1
      let name = "\(layer.kind.keyword)\(counts[layer.kind.keyword] ?? 0)"
      if !given.contains(name) { return name }
    }
  }

  /// The dimensions of the layer's output, from a trace of the layer alone.
  private func trace(_ layer: LayerDescription, _ name: String, _ built: BuiltLayer, _ site: LayerSite)
    throws(LayerProblem) -> [Int]
  {
    let table = ParameterTable(of: built.module as Any)
    var output: [Int] = []
    for purpose in [TracePurpose.training, .inference] {
      let graph = Graph(parameters: table, purpose: purpose)
      var flow = NetworkFlow()
      for (name, pool) in pools { flow.pools[name] = pool.module.pool(graph.input("pool \(name)", pool.input)) }
      let planned = PlannedLayer(name: name, key: name, description: layer, built: built)
      let y = planned(graph.input("x", site.input), &flow)
      do throws(ShapeError) {
        try graph.check()
      } catch {
        throw LayerProblem(error.report)
      }
      output = y.shape.dimensions
    }
    return output
  }
}
