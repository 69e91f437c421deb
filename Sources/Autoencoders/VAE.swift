public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A variational autoencoder with batch normalisation and a code of two numbers: 784 → 128 → 64 → 2 → 64 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`VAE`); D. P. Kingma and M. Welling, "Auto-encoding variational
/// Bayes", 2014. The code of an image is the mean of its distribution.
public struct VAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "VAE"
    public static let summary = "variational, dense 784-128-64-2 with batch normalisation"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Kingma and Welling, 2014"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The hidden layers of the encoder; the decoder has them in the other order.
    public var hidden: LayerSizes = [128, 64]
    /// The numbers of the code.
    public var codeSize = 2

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden", isNeeded: true)
      try ModelError.check(size: codeSize, of: "code_size")
      return VAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let mean: Linear
  public let logVariance: Linear
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes
    let features = sizes[sizes.count - 1]
    encoder = Sequential(normalized: sizes)
    mean = Linear(features, configuration.codeSize)
    logVariance = Linear(features, configuration.codeSize)
    decoder = Sequential(
      Sequential(normalized: [configuration.codeSize] + sizes.dropFirst().reversed()).layers
        + [Linear(sizes[1], image.elements)])
    self.image = image
  }

  /// q(z | x).
  public func posterior(_ images: Tensor) -> GaussianCode {
    let features = encoder(images.flattened())  // [n, 64]
    return GaussianCode(mean: mean(features), logVariance: logVariance(features))
  }

  public func encode(_ images: Tensor) -> Tensor { posterior(images).mean }  // [n, 2]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  /// Reconstruction and divergence by the pixel: with the binary cross-entropy, the negative bound over the pixels.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let posterior = posterior(images)
    let divergence = posterior.divergence.batchMean()
    return reconstructionLoss(decode(posterior.sample()), target) + (1 / Float(image.elements)) * divergence
  }

  public var lossName: String { "\(reconstructionLoss.name) + kl" }
}
