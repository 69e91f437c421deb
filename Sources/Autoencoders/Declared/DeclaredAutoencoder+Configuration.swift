public import ImageShapes
public import NeuralNetworks
import Tensors

extension DeclaredAutoencoder {
  /// What errors call the text of a configuration.
  static let definitionName = "definition"

  /// The text of a model file.
  public struct Configuration: ModelConfiguration {
    public static let name = "Declared"
    public static let summary = "the layers of a model file"
    public static let source = "hourglass train --model FILE.yaml"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The model file's text, so that a run file holds all of it.
    public var definition = """
      name: Declared
      encoder:
        - flatten
        - linear: {units: 32, activation: relu}
      decoder:
        - linear: {units: image, activation: sigmoid}
        - reshape: image
      loss: {bce: 1}

      """

    public init() {}
    /// A model file's text.
    public init(definition: String) { self.definition = definition }

    /// The network that the text declares; nil for a text that cannot be read.
    public var network: NetworkDescription? { try? NetworkDescription(yaml: definition, file: definitionName) }

    public var title: String { network?.name ?? Self.name }
    public var pixelRange: String { network?.pixelRange ?? "0..1" }
    public var reconstructionLoss: ReconstructionLoss {
      (try? network?.reconstructionLoss()) ?? ReconstructionLoss(.meanSquaredError)
    }

    public var corruption: Corruption { network?.corruption ?? .none }

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      let network = try NetworkDescription(yaml: definition, file: definitionName)
      return try DeclaredAutoencoder(network, image: image, loss: loss)
    }
  }
}
