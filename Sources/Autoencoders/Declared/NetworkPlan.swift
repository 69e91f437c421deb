import Diagnostics
public import ImageShapes
import NeuralNetworks
import Tensors

/// A declared network for images of one size: its layers, built, and what each gives.
public struct NetworkPlan {
  /// A line of the table of layers.
  public struct Row: Sendable {
    /// The layer's name, given or made of its kind and a number.
    public let name: String
    /// What model files call the kind, with its activation.
    public let kind: String
    /// Of one sample.
    public let output: [Int]
    public let parameters: Int
    /// Multiplications and additions of convolutions and matrix products for one image.
    public let operations: Int
  }

  /// The encoder's layers, then the decoder's.
  public let rows: [Row]
  /// The dimensions of the code.
  public let code: [Int]
  let encoder: PlannedLayers
  let decoder: PlannedLayers
}

/// Built layers that follow one another.
struct PlannedLayers: NamedParts {
  struct Planned {
    let name: String
    let description: LayerDescription
    let built: BuiltLayer
  }
  let layers: [Planned]

  var namedParts: [(name: String, part: Any)] {
    layers.compactMap { layer in layer.built.module.map { (layer.name, $0) } }
  }

  /// What the layers make of `x`.
  func callAsFunction(_ x: Tensor, _ flow: inout NetworkFlow) -> Tensor {
    layers.reduce(x) { x, layer in layer(x, &flow) }
  }
}

extension PlannedLayers.Planned {
  /// The layer with its activation.
  func callAsFunction(_ x: Tensor, _ flow: inout NetworkFlow) -> Tensor {
    let y = withoutActivation(x, &flow)
    return description.kind.activation.map { $0(y) } ?? y
  }

  /// The layer alone.
  func withoutActivation(_ x: Tensor, _ flow: inout NetworkFlow) -> Tensor {
    guard let pool = built.pool else { return built.body(x, &flow) }
    let pooling = pool.pool(x)
    flow.pools[name] = pooling
    return pooling.values
  }
}

extension NetworkDescription {
  /// The network for images of `image`, every layer built and traced.
  /// - Throws: ``NetworkError`` with everything that does not fit.
  public func plan(for image: ImageShape) throws(NetworkError) -> NetworkPlan {
    let problems = Problems(file: file)
    let plan = plan(for: image, problems)
    guard problems.isEmpty else { throw NetworkError(.misfit, problems.reports) }
    return plan
  }

  /// The network that the file at `path` declares with its plan, for images of `image`, or else of the file's own size.
  /// - Throws: ``NetworkError`` with everything that cannot be read and does not fit; `SettingError` for what is no YAML.
  public static func checked(path: String, image: ImageShape? = nil) throws -> (NetworkDescription, NetworkPlan) {
    let problems = Problems(file: path)
    let network = try NetworkDescription(contentsOf: path, problems)
    guard let size = image ?? network.image else {
      problems.add(
        Report("the size of images is not known", cure: "add image: [1, 28, 28] to the file, or give --image"),
        line: nil)
      throw NetworkError(.misfit, problems.reports)
    }
    let plan = network.plan(for: size, problems)
    guard problems.isEmpty else { throw NetworkError(.misfit, problems.reports) }
    return (network, plan)
  }

  /// The plan as far as it goes; what does not fit is noted in `problems`.
  func plan(for image: ImageShape, _ problems: Problems) -> NetworkPlan {
    if let own = self.image, own != image {
      problems.add(
        Report(
          "the network is for images of another size", expected: "\(own)", got: "\(image)",
          cure: "leave out image: and it takes the data set's size"), line: nil)
    }
    var planner = Planner(image: image, problems: problems, names: (encoder + decoder).compactMap(\.name))
    let encoder = planner.plan(encoder)
    let code = planner.shape
    let decoder = planner.plan(decoder)
    if let output = planner.shape, output != image.dimensions {
      problems.add(
        Report(
          "the decoder's output is not of the images' size", place: "decoder", expected: "\(image.dimensions)",
          got: "\(output)", cure: "let the decoder undo what the encoder does, or end it with reshape: image"),
        line: self.decoder.last?.line)
    }
    checkLoss(problems)
    checkPenalties(problems)
    return NetworkPlan(
      rows: planner.rows, code: code ?? [], encoder: PlannedLayers(layers: encoder),
      decoder: PlannedLayers(layers: decoder))
  }

  /// A Jacobian's penalty differentiates the encoder twice.
  private func checkPenalties(_ problems: Problems) {
    guard penalties.contractive != 0, let layer = encoder.first(where: { $0.kind is BatchNormLayer }) else { return }
    problems.add(
      Report(
        "a contractive penalty needs an encoder without batch normalisation", place: layer.kind.keyword,
        cure: "take it out, or leave out penalties: contractive"), line: layer.line)
  }

  /// Cross-entropies need an output in (0, 1), of a sigmoid.
  private func checkLoss(_ problems: Problems) {
    guard let loss = try? reconstructionLoss(), loss.needsUnitTarget,
      let last = decoder.last(where: { !$0.kind.keepsElements }), !(last.kind is UnreadLayer)
    else { return }
    if last.kind.activation != .sigmoid {
      problems.add(
        Report(
          "a cross-entropy needs an output of a sigmoid", place: "loss", expected: "sigmoid after the last layer",
          got: last.kind.activation?.rawValue ?? "none",
          cure: "add activation: sigmoid to \(last.kind.keyword) (line \(last.line ?? 0)), or use mse"), line: lossLine)
    }
    if let pixels, !["0..1", "/256"].contains(pixels) {
      problems.add(
        Report("a cross-entropy needs pixels from 0 to 1", place: "pixels", expected: "0..1 or /256", got: pixels),
        line: lossLine)
    }
  }
}

/// Builds layers one after another, and goes on after one that does not fit with what it was meant to give.
private struct Planner {
  let image: ImageShape
  let problems: Problems
  /// The dimensions that come next; nil when unknown.
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

  mutating func plan(_ layers: [LayerDescription]) -> [PlannedLayers.Planned] { layers.compactMap { plan($0) } }

  private mutating func plan(_ layer: LayerDescription) -> PlannedLayers.Planned? {
    let name = name(of: layer)
    guard let input = shape else {
      // What comes in is unknown; what is meant to go out may be known again.
      shape = layer.kind is UnreadLayer ? nil : layer.kind.intendedOutput(at: site([]))
      if shape == [] { shape = nil }
      return nil
    }
    let site = site(input)
    do throws(LayerProblem) {
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
      return PlannedLayers.Planned(name: name, description: layer, built: built)
    } catch {
      var report = error.report
      let own = layer.name.map { "\(layer.kind.keyword) \($0)" } ?? layer.kind.keyword
      report.place = own
      if !(layer.kind is UnreadLayer) { problems.add(report, line: layer.line) }
      shape = layer.kind.intendedOutput(at: site)
      return nil
    }
  }

  private func site(_ input: [Int]) -> LayerSite {
    LayerSite(image: image, input: input, pools: pools, modules: modules)
  }

  /// The layer's name, or one made of its kind and a number.
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

  /// The dimensions of the layer's output, found by tracing it alone.
  private func trace(_ layer: LayerDescription, _ name: String, _ built: BuiltLayer, _ site: LayerSite)
    throws(LayerProblem) -> [Int]
  {
    let table = ParameterTable(of: built.module as Any)
    var output: [Int] = []
    for purpose in [TracePurpose.training, .inference] {
      let graph = Graph(parameters: table, purpose: purpose)
      var flow = NetworkFlow()
      for (name, pool) in pools { flow.pools[name] = pool.module.pool(graph.input("pool \(name)", pool.input)) }
      let planned = PlannedLayers.Planned(name: name, description: layer, built: built)
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
