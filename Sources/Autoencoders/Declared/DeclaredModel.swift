public import ImageShapes
public import NeuralNetworks
public import Settings

/// The network of a model file, with the file's text, so that a run file is complete.
public struct DeclaredModel: ModelConfiguration {
  /// The file name of the text in errors.
  static let definitionName = "definition"

  public static let name = "Declared"
  public static let summary = "the layers of a model file"
  public static let source = "hourglass train --model FILE.yaml"
  public static let settings: [Setting<Self>] = [
    .text(
      "definition", \.definition, expected: "the text of a model file", help: "The text of the model file.")
  ]

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
  /// Creates the network of a model file.
  ///
  /// - Parameter definition: The file's text.
  public init(definition: String) { self.definition = definition }

  /// The network declared by the text.
  /// - Throws: ``NetworkError`` with everything that cannot be read; `SettingError` for text that is not YAML.
  private func network() throws -> NetworkDescription {
    try NetworkDescription(yaml: definition, file: Self.definitionName)
  }

  public var title: String { (try? network())?.name ?? Self.name }
  public var pixelRange: PixelScaling { (try? network())?.pixelRange ?? .unit }
  public var reconstructionLoss: ReconstructionLoss {
    (try? network().reconstructionLoss()) ?? ReconstructionLoss(.meanSquaredError)
  }
  public var corruption: Corruption { (try? network())?.corruption ?? .none }

  public func network(for image: ImageShape) throws -> NetworkDescription? { try network() }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    try LayeredAutoencoder(network(), image: image, loss: loss)
  }
}
