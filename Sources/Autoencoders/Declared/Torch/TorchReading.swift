import Diagnostics
import ImageShapes
import NeuralNetworks

/// Reads the layers of a Torch listing's modules.
struct TorchReading {
  let listing: TorchListing
  let problems: Problems
  private(set) var layers: [LayerDescription] = []
  private(set) var penalties = CodePenalties()
  /// The number of layers up to the code.
  private(set) var split = 0
  /// Whether a problem lists the names of all modules.
  private var namesAreShown = false

  /// Reads every module; adds those without a layer to `problems`.
  init(_ listing: TorchListing, _ problems: Problems) {
    (self.listing, self.problems) = (listing, problems)
    var pools: [Int: String] = [:]
    for module in listing.modules where module.kind == "SpatialMaxPooling" {
      pools[module.id] = pools[module.id] ?? "pool\(pools.count + 1)"
    }
    var uses: [Int: Int] = [:]
    var stated: Int?
    for (place, module) in listing.modules.enumerated() {
      if place == listing.split { stated = layers.count }
      do throws(LayerProblem) {
        if module.kind == "L1Penalty" {
          try penalize(module)
          // The penalty is on the code, which ends here.
          guard stated == nil || layers.count == stated else { throw Self.misplaced }
          stated = layers.count
          continue
        }
        guard var layer = try layer(of: module, pools) else { continue }
        uses[module.id, default: 0] += 1
        if uses[module.id] == 2, layer.kind is any WeightedLayer || layer.kind is BatchNormLayer {
          throw LayerProblem(
            Report("a module is used twice, with the same weights", cure: "make a module for each use"))
        }
        // An activation belongs to the layer before it, as in the model files of the published models.
        if layer.name == nil, let activation = (layer.kind as? ActivationLayer)?.function, place != listing.split,
          let joined = layers.last?.kind.following(activation)
        {
          layers[layers.count - 1].kind = joined
          continue
        }
        layer.line = module.line
        layers.append(layer)
      } catch {
        var report = error.report
        report.place = report.place.map { "\(module.name), \($0)" } ?? module.name
        problems.add(report, line: module.line)
        layers.append(LayerDescription(UnreadLayer(keyword: module.name), line: module.line))
      }
    }
    split = stated ?? Self.bottleneck(of: layers)
  }

  private mutating func layer(of module: TorchModule, _ pools: [Int: String]) throws(LayerProblem) -> LayerDescription?
  {
    if module.kind == "SpatialMaxUnpooling" {
      let id = try module.module(0, "pooling")
      return LayerDescription(UnpoolLayer(pool: pools[id] ?? "of the listing"))
    }
    guard !TorchModules.ignored.contains(module.kind) else { return nil }
    guard let layer = try TorchModules.layer(of: module) else { throw unknown(module) }
    var description = LayerDescription(layer.kind, name: pools[module.id])
    description.inputs = layer.inputs
    return description
  }

  private mutating func unknown(_ module: TorchModule) -> LayerProblem {
    if TorchModules.branches.contains(module.kind) {
      return LayerProblem(
        Report("a network of branches is no list of layers", expected: "nn.Sequential", got: module.name))
    }
    let names = namesAreShown ? nil : "known: \(TorchModules.names.joined(separator: ", "))"
    let nearest = nearestName(to: module.kind, among: TorchModules.names).map { "did you mean nn.\($0)?" }
    namesAreShown = namesAreShown || nearest == nil
    return LayerProblem(Report("no layer here for this module", cure: nearest ?? names))
  }

  private static let misplaced = LayerProblem(
    Report("the penalty is not on the code", cure: "put it between the encoder and the decoder"))

  private mutating func penalize(_ module: TorchModule) throws(LayerProblem) {
    if module.arguments.dropFirst().first == .flag(true) {
      throw LayerProblem(Report("L1Penalty with sizeAverage has no counterpart here", cure: "take out true"))
    }
    penalties.l1 = try module.number(0, "l1weight", in: 0...1e9)
    penalties.l1Reduction = .sum
  }

  /// The number of layers up to the narrowest linear layer and its activation; without one, up to the first layer that
  /// enlarges images.
  private static func bottleneck(of layers: [LayerDescription]) -> Int {
    func units(_ layer: LayerDescription) -> Int? {
      guard let linear = layer.kind as? LinearLayer, case .count(let units) = linear.units else { return nil }
      return units
    }
    var place = layers.count / 2
    if let narrowest = layers.compactMap(units).min(), let found = layers.firstIndex(where: { units($0) == narrowest })
    {
      place = found + 1
      while place < layers.count - 1, layers[place].kind.isElementwise { place += 1 }
    } else if let found = layers.firstIndex(where: { $0.kind.enlarges }) {
      place = found
    }
    return max(1, min(place, layers.count - 1))
  }
}

extension LayerKind {
  /// The layer followed by `activation`; nil if it has one already or takes none.
  fileprivate func following(_ activation: ActivationName) -> (any LayerKind)? {
    guard self.activation == nil else { return nil }
    switch self {
    case var layer as LinearLayer:
      layer.activation = activation
      return layer
    case var layer as ConvolutionLayer:
      layer.activation = activation
      return layer
    case var layer as TransposedConvolutionLayer:
      layer.activation = activation
      return layer
    case var layer as BatchNormLayer:
      layer.activation = activation
      return layer
    default: return nil
    }
  }

  fileprivate var isElementwise: Bool {
    self is ActivationLayer || self is LeakyReluLayer || self is BatchNormLayer || self is LifetimeSparsityLayer
  }

  fileprivate var enlarges: Bool {
    self is UnpoolLayer || self is UpsampleLayer || self is TransposedConvolutionLayer
  }
}
