import Diagnostics
import NeuralNetworks
import Settings
import Tensors

/// Max-pooling, with a name for unpoolings: `max-pool: {window: 2, stride: 2, name: pool1}`.
struct MaxPoolLayer: LayerKind {
  var window = 1
  /// The stride; nil for the window.
  var stride: Int?
  var padding = 0
  var roundsUp = false
  var keyword: String { "max-pool" }

  static let settings: [Setting<Self>] = [
    .integer("window", \.window, in: 1...1024, help: "Rows and columns of a window.").required,
    .integer("stride", \.stride, in: 1...1024, help: "From one window to the next; the window by default."),
    .integer("padding", \.padding, in: 0...512, help: "Rows and columns around the images."),
    .flag(
      "ceil-mode", \.roundsUp,
      help: "Whether the last windows may reach beyond the image, as with 'same' padding of Keras."),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    let layer = MaxPool2d(window, stride: stride, padding: padding, roundsUp: roundsUp)
    return BuiltLayer(nil, pool: layer) { x, _ in layer(x) }
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    let step = stride ?? window
    return site.input.count == 3
      ? [site.input[0]] + site.input.dropFirst().map { max(1, ($0 + (roundsUp ? step - 1 : 0)) / step) } : nil
  }
}

/// The mean of windows: `average-pool: {window: 2}`.
struct AveragePoolLayer: LayerKind {
  var window = 1
  /// The stride; nil for the window.
  var stride: Int?
  var padding = 0
  var keyword: String { "average-pool" }

  static let settings: [Setting<Self>] = [
    .integer("window", \.window, in: 1...1024, help: "Rows and columns of a window.").required,
    .integer("stride", \.stride, in: 1...1024, help: "From one window to the next; the window by default."),
    .integer("padding", \.padding, in: 0...512, help: "Rows and columns around the images."),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(AvgPool2d(window, stride: stride, padding: padding))
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    MaxPoolLayer(window: window, stride: stride, padding: padding).intendedOutput(at: site)
  }
}

/// Puts each value where a pool found its maximum, with zeros elsewhere: `unpool: {pool: pool1}`.
struct UnpoolLayer: LayerKind {
  /// The name of the pool.
  var pool = ""
  /// Whether values go to the positions of the maxima; otherwise to the first corner of their windows.
  var switches = true
  var keyword: String { "unpool" }

  static let settings: [Setting<Self>] = [
    .name("pool", \.pool, help: "The name of a max-pool before.").required,
    .flag("switches", \.switches, help: "Whether values go to the maxima's positions, or to their windows' corners."),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    guard let found = site.pools[pool] else {
      let known = site.pools.keys.sorted()
      throw LayerProblem(
        Report(
          "no max-pool of this name comes before the unpooling", got: pool,
          cure: known.isEmpty
            ? "name a pool of the encoder: max-pool: {window: 2, name: \(pool)}" : knownNames(known, insteadOf: pool)))
    }
    guard site.input == found.output else {
      let channelsDiffer = site.input.first != found.output.first
      throw LayerProblem(
        Report(
          "unpooling by the switches of \(pool) needs the output shape of \(pool)", expected: "\(found.output)",
          got: "\(site.input)",
          cure: channelsDiffer
            ? "put the unpooling before the layer that changes the channels, to mirror the encoder"
            : "let the layers between \(pool) and this keep the size, such as padding: 1 for a 3x3 kernel"))
    }
    guard switches else {
      let (window, stride, size) = (found.module.window, found.module.stride, found.input)
      return BuiltLayer(nil) { x, _ in
        x.unpooledAtFixedPositions(window: window, stride: stride, height: size[1], width: size[2])
      }
    }
    return BuiltLayer(nil) { x, flow in
      guard let pooling = flow.pools[pool] else { fatalError("the pool \(pool) was not passed") }
      return x.maxUnpooled(by: pooling)
    }
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    guard let found = site.pools[pool] else { return nil }
    return (site.input.count == 3 ? [site.input[0]] : [found.input[0]]) + found.input.dropFirst()
  }
}

/// Enlarged images: `upsample: {factor: 2, interpolation: nearest}`.
struct UpsampleLayer: LayerKind {
  var factor = 1
  var interpolation = Upsample.Interpolation.nearest
  var keyword: String { "upsample" }

  static let settings: [Setting<Self>] = [
    .integer("factor", \.factor, in: 1...1024, help: "Rows and columns of the output for each of the input.").required,
    .choice("interpolation", \.interpolation, help: "The values between the pixels."),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(Upsample(factor, interpolation))
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    site.input.count == 3 ? [site.input[0], factor * site.input[1], factor * site.input[2]] : nil
  }
}
