public import ImageShapes
public import NeuralNetworks
public import Tensors

/// One convolution into many maps and one back: the convolutional autoencoder of the Dynamic Training Bench.
///
/// P. Galeone, "Convolutional Autoencoders in Tensorflow", December 2016. Two rows and columns of zeros around the
/// image make up for what the two valid convolutions take away, so that the result has the image's size. It is
/// overcomplete: 30 × 30 × 32 activations for the 784 pixels of a digit.
public struct SingleLayerCAE: Autoencoder {
  /// What the article leaves open.
  public struct Configuration: ModelConfiguration {
    public static let name = "SingleLayerCAE"
    public static let summary = "one 3x3 convolution to 32 maps, tanh, and one back"
    public static let source =
      "P. Galeone, Convolutional Autoencoders in Tensorflow, 2016 (Dynamic Training Bench)"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The maps of the code.
    public var filters = 32
    /// `tanh`, as the article has it, or `linear`, as the code had it on the day of the published runs.
    public var decoderActivation = DecoderActivation.tanh

    /// [-1, 1] for tanh; the linear decoder saw [-0.5, 0.5].
    public var pixelRange: String { decoderActivation == .tanh ? "-1..1" : "-0.5..0.5" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.halfMeanSquaredError) }

    public var network: NetworkDescription? {
      let start = StartingValues(weight: .heTruncated, bias: .constant(0))
      var network = NetworkDescription(
        name: Self.name, image: Self.defaultImage,
        encoder: [
          LayerDescription(PadLayer(2)),
          LayerDescription(ConvolutionLayer(filters: .count(filters), kernel: 3, activation: .tanh, start: start)),
        ],
        decoder: [
          LayerDescription(
            ConvolutionLayer(
              filters: .ofImage, kernel: 3, activation: decoderActivation == .tanh ? .tanh : nil, start: start))
        ], loss: ["half-mse": 1])
      network.pixels = pixelRange
      return network
    }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: filters, of: "filters")
      return SingleLayerCAE(channels: image.channels, self, loss: loss)
    }
  }

  /// What follows the last convolution.
  public enum DecoderActivation: String, Codable, Hashable, Sendable, CaseIterable {
    case tanh, linear
  }

  public let encoder: Conv2d
  public let decoder: Conv2d
  public let reconstructionLoss: ReconstructionLoss
  private let decoderActivation: DecoderActivation

  /// The model for images of `channels` channels and any size.
  ///
  /// Weights start by He's rule, biases at zero.
  public init(channels: Int, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let filters = configuration.filters
    encoder = Conv2d(
      channels, filters, kernel: 3, weight: .heTruncatedNormal(fanIn: 9 * channels), bias: .constant(0))
    decoder = Conv2d(
      filters, channels, kernel: 3, weight: .heTruncatedNormal(fanIn: 9 * filters), bias: .constant(0),
      role: .freeWeight)
    decoderActivation = configuration.decoderActivation
  }

  public func encode(_ images: Tensor) -> Tensor {  // [n, c, h, w]
    tanh(encoder(images.padded(by: Margins(2))))  // [n, 32, h + 2, w + 2]
  }

  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code), decoderActivation == .tanh ? .tanh : nil)
  }

}
