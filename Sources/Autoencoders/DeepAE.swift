public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Dense layers that narrow towards the code and widen again, rectified: 784 → 128 → 64 → 32 → 64 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`DeepAE`).
public struct DeepAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "DeepAE"
    public static let summary = "dense 784-128-64-32-64-128-784 with ReLU, sigmoid output, binary cross-entropy"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The hidden layers of the encoder; the decoder has them in the other order.
    public var hidden: LayerSizes = [128, 64]
    /// The units of the code.
    public var codeSize = 32

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden")
      try ModelError.check(size: codeSize, of: "code_size")
      return DeepAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes + [configuration.codeSize]
    encoder = Sequential(dense: sizes, ReLU())
    decoder = Sequential(dense: sizes.reversed(), ReLU(), endsLinear: true)
    self.image = image
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images.flattened()) }  // [n, 32]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }
}
