public import ImageShapes
public import NeuralNetworks
import Settings

/// The layers of an autoencoder.
public struct Layers: Hashable, Sendable {
  let encoder: [LayerDescription]
  let decoder: [LayerDescription]

  /// - Parameters:
  ///   - encoder: From the image to the code.
  ///   - decoder: From the code to the image.
  init(encoder: [LayerDescription], decoder: [LayerDescription]) {
    (self.encoder, self.decoder) = (encoder, decoder)
  }
}

/// A published model that is only a list of layers.
///
/// ``layers(for:)`` defines both the trained network and the model file.
public protocol LayeredModel: ModelConfiguration {
  /// The layers for images of one shape that the model accepts.
  func layers(for image: ImageShape) -> Layers
  /// The name of the objective in reports; nil for its terms.
  var objectiveName: String? { get }
  /// Whether the layers define the whole model with these settings.
  var isOnlyLayers: Bool { get }
}

extension LayeredModel {
  public var objectiveName: String? { nil }
  public var isOnlyLayers: Bool { true }

  public func network(for image: ImageShape) throws -> NetworkDescription? {
    guard isOnlyLayers else { return nil }
    try checkSettings()
    try check(image)
    return NetworkDescription(self, layers(for: image), image: image)
  }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    var network = NetworkDescription(self, layers(for: image), image: image)
    network.objectiveName = objectiveName
    return try LayeredAutoencoder(network, image: image, loss: loss)
  }
}

extension NetworkDescription {
  /// Creates the network of a published model's layers.
  init(_ model: some ModelConfiguration, _ layers: Layers, image: ImageShape) {
    let terms = model.reconstructionLoss.terms
    self.init(
      name: type(of: model).name, image: image, encoder: layers.encoder, decoder: layers.decoder,
      loss: Dictionary(uniqueKeysWithValues: terms.map { ($0.kind.rawValue, $0.weight) }),
      corruption: model.corruption)
    pixels = model.pixelRange
    keys = .places
  }
}

extension LayeredAutoencoder {
  /// Creates the network of a published model's layers.
  init(_ model: some ModelConfiguration, _ layers: Layers, image: ImageShape, loss: ReconstructionLoss) throws {
    try self.init(NetworkDescription(model, layers, image: image), image: image, loss: loss)
  }
}
