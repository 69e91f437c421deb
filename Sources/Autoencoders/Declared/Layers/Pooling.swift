import Diagnostics
public import NeuralNetworks
import Tensors

/// Max-pooling, which unpoolings may refer to by its name: `max-pool: {window: 2, stride: 2, name: pool1}`.
public struct MaxPoolLayer: LayerKind {
  public var window: Int
  /// The window when nil.
  public var stride: Int?
  public var padding = 0
  public var keyword: String { "max-pool" }

  public init(window: Int, stride: Int? = nil, padding: Int = 0) {
    (self.window, self.stride, self.padding) = (window, stride, padding)
  }

  init(_ fields: LayerFields) {
    window = fields.whole(fields.alone("window"), in: 1...1024)
    stride = fields.optionalWhole("stride", in: 1...1024)
    padding = fields.whole("padding", 0, in: 0...512)
  }

  public var fields: [FieldText] {
    [FieldText("window", window)] + (stride.map { [FieldText("stride", $0)] } ?? [])
      + FieldText.unless(0, "padding", padding)
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    let layer = MaxPool2d(window, stride: stride, padding: padding)
    return BuiltLayer(nil, pool: layer) { x, _ in layer(x) }
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    site.input.count == 3 ? [site.input[0]] + site.input.dropFirst().map { max(1, $0 / (stride ?? window)) } : nil
  }
}

/// The mean of windows: `average-pool: {window: 2}`.
public struct AveragePoolLayer: LayerKind {
  public var window: Int
  /// The window when nil.
  public var stride: Int?
  public var padding = 0
  public var keyword: String { "average-pool" }

  public init(window: Int, stride: Int? = nil, padding: Int = 0) {
    (self.window, self.stride, self.padding) = (window, stride, padding)
  }

  init(_ fields: LayerFields) {
    window = fields.whole(fields.alone("window"), in: 1...1024)
    stride = fields.optionalWhole("stride", in: 1...1024)
    padding = fields.whole("padding", 0, in: 0...512)
  }

  public var fields: [FieldText] { MaxPoolLayer(window: window, stride: stride, padding: padding).fields }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(AvgPool2d(window, stride: stride, padding: padding))
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    MaxPoolLayer(window: window, stride: stride, padding: padding).intendedOutput(at: site)
  }
}

/// Each value where a pool found its greatest pixel, zeros elsewhere: `unpool: {pool: pool1}`.
public struct UnpoolLayer: LayerKind {
  /// The name of the pool.
  public var pool: String
  public var keyword: String { "unpool" }

  public init(pool: String) { self.pool = pool }

  init(_ fields: LayerFields) {
    let name = fields.text(fields.alone("pool"))
    fields.require(name != nil || fields.hasFailed, "pool, the name of a max-pool before")
    pool = name ?? ""
  }

  public var fields: [FieldText] { [FieldText("pool", pool)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    guard let found = site.pools[pool] else {
      let known = site.pools.keys.sorted()
      throw LayerProblem(
        Report(
          "unpooling without its pool: no max-pool of this name comes before it", got: pool,
          cure: known.isEmpty
            ? "name a pool of the encoder: max-pool: {window: 2, name: \(pool)}" : knownNames(known, insteadOf: pool)))
    }
    guard site.input == found.output else {
      let channelsDiffer = site.input.first != found.output.first
      throw LayerProblem(
        Report(
          "unpooling by the switches of \(pool) needs the shape that \(pool) gave", expected: "\(found.output)",
          got: "\(site.input)",
          cure: channelsDiffer
            ? "put the unpooling before the layer that changes the channels, as the mirror image of the encoder has it"
            : "let the layers between \(pool) and this keep the size, such as padding: 1 for a 3x3 kernel"))
    }
    return BuiltLayer(nil) { x, flow in
      guard let pooling = flow.pools[pool] else { fatalError("the pool \(pool) was not passed") }
      return x.maxUnpooled(by: pooling)
    }
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    guard let found = site.pools[pool] else { return nil }
    return (site.input.count == 3 ? [site.input[0]] : [found.input[0]]) + found.input.dropFirst()
  }
}

/// Images made larger: `upsample: {factor: 2, interpolation: nearest}`.
public struct UpsampleLayer: LayerKind {
  public var factor: Int
  public var interpolation = Upsample.Interpolation.nearest
  public var keyword: String { "upsample" }

  public init(factor: Int, _ interpolation: Upsample.Interpolation = .nearest) {
    (self.factor, self.interpolation) = (factor, interpolation)
  }

  init(_ fields: LayerFields) {
    factor = fields.whole(fields.alone("factor"), in: 1...1024)
    interpolation = fields.word("interpolation", as: Upsample.Interpolation.self) ?? .nearest
  }

  public var fields: [FieldText] {
    [FieldText("factor", factor)] + FieldText.unless("nearest", "interpolation", interpolation.rawValue)
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(Upsample(factor, interpolation))
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    site.input.count == 3 ? [site.input[0], factor * site.input[1], factor * site.input[2]] : nil
  }
}
