public import Diagnostics
public import ImageShapes
public import NeuralNetworks
import Tensors

/// All that shapes a model besides its images; shared by the command line and run files.
///
/// Every field has a default: that of the published model.
public protocol ModelConfiguration: Codable, Hashable, Sendable {
  /// The model's name in commands and run files.
  static var name: String { get }
  /// One line: what the model is.
  static var summary: String { get }
  /// Where it was published.
  static var source: String { get }
  /// The size of image it was published for.
  static var defaultImage: ImageShape { get }
  /// The range of pixels that it was made for, as `PixelScaling` writes it.
  var pixelRange: String { get }
  /// The loss that it was published with.
  var reconstructionLoss: ReconstructionLoss { get }
  /// What is done to the images that it sees in training, unless a run says otherwise.
  var corruption: Corruption { get }

  /// What the model is called in reports and in names of runs; ``name``, unless it has a name of its own.
  var title: String { get }
  /// The model as a list of layers; nil where it is more than that.
  var network: NetworkDescription? { get }

  /// The published model.
  init()
  /// The model for images of one size, trained by `loss`.
  /// - Throws: ``ModelError`` when a field is out of range.
  func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder
}

extension ModelConfiguration {
  /// None, unless the model says otherwise.
  public var corruption: Corruption { .none }
  public var title: String { Self.name }
  public var network: NetworkDescription? { nil }

  /// The model for images of one size, with the loss that it was published with.
  /// - Throws: ``ModelError`` when a field is out of range.
  public func makeModel(for image: ImageShape) throws -> any Autoencoder {
    try makeModel(for: image, loss: reconstructionLoss)
  }
}

/// A model that cannot be made.
public struct ModelError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    case unknownName, unknownField, badValue
    /// Images of a size that the model is not defined for.
    case image
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }

  /// The units or filters that a layer may have: more are a slip of the finger, and no machine holds them.
  private static let layerSizes = 1...65_536

  /// Refuses a layer's size that is out of range.
  static func check(size: Int, of field: String) throws(ModelError) {
    guard layerSizes.contains(size) else {
      throw ModelError(
        .badValue,
        Report(
          "a layer's size is out of range", place: field,
          expected: "a whole number from \(layerSizes.lowerBound) to \(layerSizes.upperBound)", got: "\(size)"))
    }
  }

  /// Refuses images of a size that the model is not defined for.
  static func check(_ image: ImageShape, expected: String, _ fits: Bool) throws(ModelError) {
    guard fits else {
      throw ModelError(
        .image,
        Report(
          "the images do not fit the model", expected: expected, got: "\(image.height)x\(image.width)",
          cure: "resize the images, or choose a model that takes any size"))
    }
  }

  /// Refuses images whose height and width are not multiples of `factor`.
  static func check(_ image: ImageShape, multipleOf factor: Int) throws(ModelError) {
    try check(
      image, expected: "height and width that are multiples of \(factor)",
      image.height.isMultiple(of: factor) && image.width.isMultiple(of: factor))
  }
}
