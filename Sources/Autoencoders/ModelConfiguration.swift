public import Diagnostics
public import ImageShapes
public import NeuralNetworks
public import Settings

/// A published model: its settings, its default image and loss, and the networks that it builds.
///
/// The default of every setting is the published value.
public protocol ModelConfiguration: NamedKind, Hashable, Sendable {
  /// The publication.
  static var source: String { get }
  /// What training minimises.
  static var objective: ModelObjective { get }
  /// The image shape of the published model.
  static var defaultImage: ImageShape { get }
  /// The pixel range of the published model.
  var pixelRange: PixelScaling { get }
  /// The loss of the published model.
  var reconstructionLoss: ReconstructionLoss { get }
  /// The default corruption of training images.
  var corruption: Corruption { get }
  /// The name in reports and in names of runs; the model's `name` by default.
  var title: String { get }

  /// Checks the image shape, and settings that depend on each other.
  /// - Throws: ``ModelError`` for a shape or a setting that the model is not defined for.
  func check(_ image: ImageShape) throws(ModelError)
  /// Builds the network for images of one shape after settings and shape are checked; call ``makeModel(for:loss:)``
  /// instead.
  func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder
  /// The network as a list of layers; nil if the model is more than that.
  func network(for image: ImageShape) throws -> NetworkDescription?
}

extension ModelConfiguration {
  /// An image of MNIST by default.
  public static var defaultImage: ImageShape { ImageShape(channels: 1, height: 28, width: 28) }
  /// From 0 to 1 by default.
  public var pixelRange: PixelScaling { .unit }
  /// None by default.
  public var corruption: Corruption { .none }
  public var title: String { Self.name }

  public func check(_ image: ImageShape) {}
  public func network(for image: ImageShape) throws -> NetworkDescription? { nil }

  /// Makes the network for images of one shape.
  ///
  /// - Parameters:
  ///   - image: The image shape.
  ///   - loss: The reconstruction loss; that of the published model by default.
  /// - Throws: `SettingError` for a setting out of range, ``ModelError`` for settings or a shape that do not fit,
  ///   ``NetworkError`` for layers that do not fit.
  public func makeModel(for image: ImageShape, loss: ReconstructionLoss? = nil) throws -> any Autoencoder {
    try checkSettings()
    try check(image)
    return try build(for: image, loss: loss ?? reconstructionLoss)
  }

  /// Every setting as in run files and run names, sorted by name; integers without a decimal point.
  public var settingTexts: [(name: String, text: String)] {
    settingValues.map { name, value in
      guard case .number(let number) = value else { return (name, value.description) }
      return (name, number.plainText)
    }.sorted { $0.name < $1.name }
  }

  /// Checks every setting's range.
  func checkSettings() throws(SettingError) {
    for (name, value) in settingValues { _ = try Self.setting(named: name).value(value) }
  }
}

/// A model that cannot be built.
public struct ModelError: ReportedError {
  /// The reason.
  public enum Code: Hashable, Sendable {
    case badValue
    /// An image shape that the model is not defined for.
    case image
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }

  /// Rejects an image shape that the model is not defined for.
  static func check(_ image: ImageShape, expected: String, _ fits: Bool) throws(ModelError) {
    guard fits else {
      throw ModelError(
        .image,
        Report(
          "the images do not fit the model", expected: expected, got: "\(image.height)x\(image.width)",
          cure: "resize the images, or choose a model that takes any size"))
    }
  }

  /// Rejects images whose height and width are not multiples of `factor`.
  static func check(_ image: ImageShape, multipleOf factor: Int) throws(ModelError) {
    try check(
      image, expected: "height and width that are multiples of \(factor)",
      image.height.isMultiple(of: factor) && image.width.isMultiple(of: factor))
  }
}
