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
  public static let objective = ModelObjective(
    "The loss of the model file, with β times the divergence of each Gaussian code and the file's penalties.",
    "L = loss(x, x′) + Σ β KL(q(z | x) ‖ N(0, 1)) + penalties(z)")
  public static let settings: [Setting<Self>] = [
    .text(
      "definition", \.definition, expected: "the text of a model file", help: "The text of the model file."),
    .text(
      "file", \.file, expected: "a file name", pattern: "[^/]+",
      help: "The file's name; one that ends in .lua holds a Torch listing."),
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

  /// The file's name; one that ends in `.lua` holds a Torch listing.
  public var file = "model.yaml"

  public init() {}
  /// Creates the network of a model file.
  ///
  /// - Parameters:
  ///   - definition: The file's text.
  ///   - file: The file's name; one that ends in `.lua` holds a Torch listing.
  public init(definition: String, file: String = "model.yaml") { (self.definition, self.file) = (definition, file) }

  /// Reads the model file or Torch listing at `path`.
  /// - Throws: ``NetworkError`` with everything that cannot be read.
  package init(path: String) throws(NetworkError) {
    definition = try NetworkDescription.text(ofFile: path)
    if NetworkDescription.isTorch(path), let name = path.split(separator: "/").last { file = String(name) }
    do throws(NetworkError) {
      _ = try isTorch ? declared() : NetworkDescription(yaml: definition, file: Self.definitionName)
    } catch {
      throw error.located(in: path)
    }
  }

  private var isTorch: Bool { NetworkDescription.isTorch(file) }

  /// The network declared by the text.
  ///
  /// - Parameter image: The image shape, which a listing may ask for; nil for a common one.
  /// - Throws: ``NetworkError`` with everything that cannot be read.
  private func declared(for image: ImageShape? = nil) throws(NetworkError) -> NetworkDescription {
    guard isTorch else { return try NetworkDescription(stored: definition, file: Self.definitionName) }
    return try NetworkDescription(
      torch: definition, file: Self.definitionName, name: NetworkDescription.title(ofFile: file), image: image)
  }

  public var title: String {
    isTorch ? NetworkDescription.title(ofFile: file) : (try? declared())?.name ?? Self.name
  }
  /// The batch size that a Torch listing asks for; nil for none.
  package var batchSize: Int? { (try? declared())?.batchSize }
  public var pixelRange: PixelScaling { (try? declared())?.pixelRange ?? .unit }
  public var reconstructionLoss: ReconstructionLoss {
    (try? declared().reconstructionLoss()) ?? ReconstructionLoss(.meanSquaredError)
  }
  public var corruption: Corruption { (try? declared())?.corruption ?? .none }

  public func network(for image: ImageShape) throws -> NetworkDescription? { try declared(for: image) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    try LayeredAutoencoder(declared(for: image), image: image, loss: loss)
  }
}
