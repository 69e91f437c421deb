import ImageShapes
import NeuralNetworks
import Settings
import Tensors

/// All elements of a sample as a vector: `flatten`.
struct FlattenLayer: LayerKind {
  var keyword: String { "flatten" }
  var keepsElements: Bool { true }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer { BuiltLayer(Flatten()) }
  func intendedOutput(at site: LayerSite) -> [Int]? { [site.input.reduce(1, *)] }
}

/// The same elements with other dimensions: `reshape: [16, 14, 14]`, or `reshape: image`.
struct ReshapeLayer: LayerKind {
  /// The dimensions; nil for those of the images.
  var dimensions: [Int]?
  var keyword: String { "reshape" }
  var keepsElements: Bool { true }

  static let settings: [Setting<Self>] = [
    Setting(
      "to", .json(expected: "dimensions such as [16, 14, 14], or image"),
      help: "The dimensions; image for those of the images.",
      accepts: { $0.text == "image" || dimensions($0) != nil },
      get: { $0.dimensions.map { .list($0.map { .integer(Int128($0)) }) } ?? "image" },
      set: { layer, value in
        layer.dimensions = dimensions(value)
        return true
      }
    ).required
  ]

  private static func dimensions(_ value: SettingValue) -> [Int]? {
    let type = SettingType.list(of: .integer(1...65_536), count: 1...8, isAscending: false)
    return type.fit(value, .plain)?.list?.compactMap { $0.integer() }
  }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(Reshape(dimensions ?? site.image.dimensions))
  }

  func intendedOutput(at site: LayerSite) -> [Int]? { dimensions ?? site.image.dimensions }
}

/// Pads images with zeros: `pad: 2`.
struct PadLayer: LayerKind {
  /// Rows and columns on each side.
  var margin = 1
  var keyword: String { "pad" }

  static let settings: [Setting<Self>] = [
    .integer("margin", \.margin, in: 1...1024, help: "Rows and columns of zeros on each side.").required
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(ZeroPad2d(Margins(margin)))
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    site.input.count == 3 ? [site.input[0], site.input[1] + 2 * margin, site.input[2] + 2 * margin] : nil
  }
}
