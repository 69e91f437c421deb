public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Nine small convolutional autoencoders, each of which restores what the one before it restored.
///
/// The Dynamic Training Bench's `StackedCAE`. No gradient passes from one to the next, so that each is trained greedily, yet all
/// at once: the loss is the sum of all nine. In training half of each encoding is dropped.
public struct StackedCAE: Autoencoder {
  /// What the Bench fixes.
  public struct Configuration: ModelConfiguration {
    public static let name = "StackedCAE"
    public static let summary = "9 convolutional autoencoders in a row, tanh, dropout, trained greedily at once"
    public static let source = "P. Galeone, Dynamic Training Bench, 2016"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The autoencoders in the row.
    public var layers = 9
    /// The maps of each encoding.
    public var filters = 9
    /// The probability that an activation of an encoding is dropped.
    public var dropout = 0.5

    public var pixelRange: String { "-1..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.halfMeanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: layers, of: "layers")
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(dropout, of: "dropout", in: 0...0.99)
      return StackedCAE(channels: image.channels, self, loss: loss)
    }
  }

  /// One of the autoencoders.
  public struct Layer {
    public let encoder: Conv2d
    public let decoder: Conv2d

    /// Two rows and columns of zeros around what it restores make up for what the two convolutions take away.
    init(channels: Int, filters: Int) {
      encoder = Conv2d(
        channels, filters, kernel: 3, padding: 2, weight: .heTruncatedNormal(fanIn: 9 * channels), bias: .constant(0))
      decoder = Conv2d(
        filters, channels, kernel: 3, weight: .heTruncatedNormal(fanIn: 9 * filters), bias: .constant(0),
        role: .freeWeight)
    }
  }

  public let layers: [Layer]
  public let reconstructionLoss: ReconstructionLoss
  private let dropout: Dropout

  /// The model for images of `channels` channels and any size.
  public init(channels: Int, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    layers = (0..<configuration.layers).map { _ in Layer(channels: channels, filters: configuration.filters) }
    dropout = Dropout(configuration.dropout)
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  /// The encoding of the last autoencoder, `[n, 9, h + 2, w + 2]`.
  public func encode(_ images: Tensor) -> Tensor {
    encode(layers.dropLast().reduce(images) { input, layer in decode(encode(input, layer), layer).images }, last)
  }
  public func decode(_ code: Tensor) -> DecoderOutput { decode(code, last) }

  /// The sum over the autoencoders of the loss between what each restores and what it is given; the first's is `target`.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    var (input, target) = (images, target)
    let losses = layers.map { layer in
      let restored = decode(encode(input, layer), layer)
      defer {
        input = restored.images.stopGradient()
        target = input
      }
      return reconstructionLoss(restored, target)
    }
    return losses.dropFirst().reduce(losses[0], +)
  }

  public var lossName: String { "sum of \(layers.count) \(reconstructionLoss.name)" }

  private var last: Layer { layers[layers.count - 1] }
  private func encode(_ input: Tensor, _ layer: Layer) -> Tensor { dropout(tanh(layer.encoder(input))) }
  private func decode(_ code: Tensor, _ layer: Layer) -> DecoderOutput { DecoderOutput(layer.decoder(code), .tanh) }
}
