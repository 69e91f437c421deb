public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A variational autoencoder whose divergence counts β times: pixels → 1200 → 1200 → 10, and three layers of 1200 back.
///
/// I. Higgins et al., "β-VAE: learning basic visual concepts with a constrained variational framework", 2017, with the
/// network for shapes. β may rise from 0 over the first steps (S. Bowman et al., 2016), and each number of the code may
/// have some nats for free (D. P. Kingma et al., "Improved variational inference with inverse autoregressive flow",
/// 2016). The code of an image is the mean of its distribution.
public struct BetaVAE: Autoencoder {
  /// The sizes of the layers, and what the divergence counts.
  public struct Configuration: ModelConfiguration {
    public static let name = "BetaVAE"
    public static let summary = "variational, dense 1200-1200-10, the divergence times beta"
    public static let source = "Higgins et al., beta-VAE, ICLR 2017"
    public static let defaultImage = ImageShape(channels: 1, height: 64, width: 64)

    /// The hidden layers of the encoder, rectified.
    public var hidden: LayerSizes = [1200, 1200]
    /// The hidden layers of the decoder, tanh.
    public var decoderHidden: LayerSizes = [1200, 1200, 1200]
    /// The numbers of the code.
    public var codeSize = 10
    /// What the divergence is multiplied by; 1 for a plain variational autoencoder.
    public var beta = 4.0
    /// Nats below which the divergence of a number of the code, mean over the batch, counts no less.
    public var freeBits = 0.0
    /// Steps over which β rises from 0; 0 for none.
    public var annealingSteps = 0

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden", isNeeded: true)
      try ModelError.check(sizes: decoderHidden, of: "decoder_hidden")
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(weight: beta, of: "beta")
      try ModelError.check(freeBits, of: "free_bits", in: 0...1000)
      try ModelError.check(annealingSteps, of: "annealing_steps", in: 0...Int(Int32.max))
      return BetaVAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let mean: Linear
  public let logVariance: Linear
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  /// How β rises over the steps.
  public let beta: Ramp
  private let freeBits: Float

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes
    let features = sizes[sizes.count - 1]
    encoder = Sequential(dense: sizes, ReLU())
    mean = Linear(features, configuration.codeSize)
    logVariance = Linear(features, configuration.codeSize)
    decoder = Sequential(
      dense: [configuration.codeSize] + configuration.decoderHidden.sizes + [image.elements], Tanh(), endsLinear: true)
    self.image = image
    beta = Ramp(from: 0, to: configuration.beta, steps: configuration.annealingSteps)
    freeBits = Float(configuration.freeBits)
  }

  /// q(z | x).
  public func posterior(_ images: Tensor) -> GaussianCode {
    let features = encoder(images.flattened())  // [n, 1200]
    return GaussianCode(mean: mean(features), logVariance: logVariance(features))
  }

  public func encode(_ images: Tensor) -> Tensor { posterior(images).mean }  // [n, 10]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  /// -log p(x | z) + β KL(q(z | x) ‖ N(0, 1)) for one drawn z, mean over images.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let posterior = posterior(images)
    let beta = images.graph.value(of: beta)
    return reconstructionLoss(decode(posterior.sample()), target) + beta * divergence(posterior)
  }

  /// Σ max(free bits, KL) over the numbers of the code, with KL the mean over the batch: a scalar.
  func divergence(_ posterior: GaussianCode) -> Tensor {
    guard freeBits > 0 else { return posterior.divergence.batchMean() }
    return gaussianKL(mean: posterior.mean, logVariance: posterior.logVariance, freeBits: freeBits)
  }

  public var lossName: String { "elbo" }
}
