import ImageShapes
import NeuralNetworks
import Tensors

/// All elements of a sample in a row: `flatten`.
public struct FlattenLayer: LayerKind {
  public var keyword: String { "flatten" }
  public var keepsElements: Bool { true }

  public init() {}
  init(_ fields: LayerFields) {}

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer { BuiltLayer(Flatten()) }
  public func intendedOutput(at site: LayerSite) -> [Int]? { [site.input.reduce(1, *)] }
}

/// The same elements under other dimensions: `reshape: [16, 14, 14]`, or `reshape: image`.
public struct ReshapeLayer: LayerKind {
  /// nil for the images' own.
  public var dimensions: [Int]?
  public var keyword: String { "reshape" }
  public var keepsElements: Bool { true }

  /// The dimensions, or those of the images.
  public init(_ dimensions: [Int]? = nil) { self.dimensions = dimensions }

  init(_ fields: LayerFields) {
    let name = fields.alone("to")
    let isImage = fields.isImage(name)
    dimensions = isImage ? nil : fields.wholes(name)
    if isImage { _ = fields.text(name) }
    fields.require(isImage || dimensions != nil || fields.hasFailed, "to, dimensions such as [16, 14, 14], or image")
  }

  public var fields: [FieldText] { [FieldText("to", dimensions.map { "\($0)" } ?? "image")] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(Reshape(dimensions ?? site.image.dimensions))
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? { dimensions ?? site.image.dimensions }
}

/// Zeros around images: `pad: 2`.
public struct PadLayer: LayerKind {
  /// Rows and columns on each side.
  public var margin: Int
  public var keyword: String { "pad" }

  public init(_ margin: Int) { self.margin = margin }
  init(_ fields: LayerFields) { margin = fields.whole(fields.alone("margin"), in: 1...1024) }

  public var fields: [FieldText] { [FieldText("margin", margin)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(ZeroPad2d(Margins(margin)))
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    site.input.count == 3 ? [site.input[0], site.input[1] + 2 * margin, site.input[2] + 2 * margin] : nil
  }
}
