public import ImageShapes
public import NeuralNetworks
public import Tensors

/// One hidden layer of 128 rectified units and a sigmoid back to the pixels: 784 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`AE`), after F. Chollet, "Building Autoencoders in Keras", 2016.
public struct AE: Autoencoder {
  /// The size of the code.
  public struct Configuration: ModelConfiguration {
    public static let name = "AE"
    public static let summary = "dense 784-128-784, ReLU code, sigmoid output, binary cross-entropy"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The units of the code: 128, or 32 as in November 2016.
    public var codeSize = 128

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public var network: NetworkDescription? {
      NetworkDescription(
        name: Self.name, image: Self.defaultImage,
        encoder: [
          LayerDescription(FlattenLayer()), LayerDescription(LinearLayer(units: .count(codeSize), activation: .relu)),
        ],
        decoder: [
          LayerDescription(LinearLayer(units: .ofImage, activation: .sigmoid)), LayerDescription(ReshapeLayer()),
        ], loss: ["bce": 1])
    }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: codeSize, of: "code_size")
      return AE(image: image, self, loss: loss)
    }
  }

  public let encoder: Linear
  public let decoder: Linear
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    encoder = Linear(image.elements, configuration.codeSize)
    decoder = Linear(configuration.codeSize, image.elements)
    self.image = image
  }

  public func encode(_ images: Tensor) -> Tensor { relu(encoder(images.flattened())) }  // [n, 128]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

}
