public import ImageShapes
public import NeuralNetworks
public import Tensors

/// The variational autoencoder of PyTorch's examples: 784 → 400 → 20 → 400 → 784.
///
/// D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014. Its loss is the negative bound of an image in
/// nats, the pixels' grey levels taken for probabilities: 105.59 on MNIST's test images after ten epochs. The code of an
/// image is the mean of its distribution.
public struct MNISTVAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "VAE-400-20"
    public static let summary = "variational, dense 784-400-20, loss in nats per image"
    public static let source = "pytorch/examples, vae; Kingma and Welling, 2014"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The units of the hidden layer on either side of the code.
    public var hiddenUnits = 400
    /// The numbers of the code.
    public var codeSize = 20

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: hiddenUnits, of: "hidden_units")
      try ModelError.check(size: codeSize, of: "code_size")
      return MNISTVAE(image: image, self, loss: loss)
    }
  }

  public let hidden: Linear
  public let mean: Linear
  public let logVariance: Linear
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let (pixels, units, code) = (image.elements, configuration.hiddenUnits, configuration.codeSize)
    hidden = Linear(pixels, units)
    mean = Linear(units, code)
    logVariance = Linear(units, code)
    decoder = Sequential(dense: [code, units, pixels], ReLU(), endsLinear: true)
    self.image = image
  }

  /// q(z | x).
  public func posterior(_ images: Tensor) -> GaussianCode {
    let features = relu(hidden(images.flattened()))  // [n, 400]
    return GaussianCode(mean: mean(features), logVariance: logVariance(features))
  }

  public func encode(_ images: Tensor) -> Tensor { posterior(images).mean }  // [n, 20]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  /// -log p(x | z) + KL(q(z | x) ‖ N(0, 1)) for one drawn z, mean over images.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let posterior = posterior(images)
    let divergence = posterior.divergence.batchMean()
    return reconstructionLoss(decode(posterior.sample()), target) + divergence
  }

  public var lossName: String { "elbo" }
}
