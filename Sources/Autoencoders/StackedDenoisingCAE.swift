public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Nine small convolutional autoencoders in a row, each of which is to restore the clean image.
///
/// The Dynamic Training Bench's `StackedDenoisingCAE`. In training uniform noise is added to the image, and half of each
/// encoding and of each restored image but the last is dropped; the loss compares what is left. No gradient passes from one
/// autoencoder to the next.
public struct StackedDenoisingCAE: Autoencoder {
  /// What the Bench fixes.
  public struct Configuration: ModelConfiguration {
    public static let name = "StackedDenoisingCAE"
    public static let summary = "9 denoising convolutional autoencoders in a row, ReLU and tanh, uniform noise"
    public static let source = "P. Galeone, Dynamic Training Bench, 2016"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The autoencoders in the row.
    public var layers = 9
    /// The maps of each encoding.
    public var filters = 9
    /// The probability that an activation is dropped.
    public var dropout = 0.5
    /// The greatest noise, in the units that the network sees; what leaves [-1, 1] is clipped.
    public var noise = 0.5

    public var pixelRange: String { "-1..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.halfMeanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: layers, of: "layers")
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(dropout, of: "dropout", in: 0...0.99)
      try ModelError.check(noise, of: "noise", in: 0...100)
      return StackedDenoisingCAE(channels: image.channels, self, loss: loss)
    }
  }

  public let layers: [StackedCAE.Layer]
  public let reconstructionLoss: ReconstructionLoss
  private let dropout: Dropout
  private let noise: UniformNoise

  /// The model for images of `channels` channels and any size.
  public init(channels: Int, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    layers = (0..<configuration.layers).map { _ in
      StackedCAE.Layer(channels: channels, filters: configuration.filters)
    }
    dropout = Dropout(configuration.dropout)
    noise = UniformNoise(-Float(configuration.noise)...Float(configuration.noise))
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  /// The encoding of the last autoencoder, `[n, 9, h + 2, w + 2]`.
  public func encode(_ images: Tensor) -> Tensor {
    encode(layers.dropLast().reduce(noisy(images)) { decode(encode($0, $1), $1).images }, last)
  }
  public func decode(_ code: Tensor) -> DecoderOutput { decode(code, last) }

  /// The sum over the autoencoders of the loss between what each restores and `target`.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    var input = noisy(images)
    var losses: [Tensor] = []
    for layer in layers.dropLast() {
      let restored = dropout(decode(encode(input, layer), layer).images)
      losses.append(reconstructionLoss(DecoderOutput(restored), target))
      input = restored.stopGradient()
    }
    let end = reconstructionLoss(decode(encode(input, last), last), target)
    return losses.reversed().reduce(end) { $1 + $0 }
  }

  public var lossName: String { "sum of \(layers.count) \(reconstructionLoss.name)" }

  private var last: StackedCAE.Layer { layers[layers.count - 1] }
  private func noisy(_ images: Tensor) -> Tensor {
    images.graph.purpose == .training ? noise(images).clipped(to: -1...1) : images
  }
  private func encode(_ input: Tensor, _ layer: StackedCAE.Layer) -> Tensor { dropout(relu(layer.encoder(input))) }
  private func decode(_ code: Tensor, _ layer: StackedCAE.Layer) -> DecoderOutput {
    DecoderOutput(layer.decoder(code), .tanh)
  }
}
