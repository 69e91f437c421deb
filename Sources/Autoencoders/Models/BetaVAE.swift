public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// A variational autoencoder with β times the divergence: pixels → 1200 → 1200 → 10, and three layers of 1200 back.
///
/// I. Higgins et al., "β-VAE: learning basic visual concepts with a constrained variational framework", 2017, with the
/// network for shapes. β can rise from 0 over the first steps (S. Bowman et al., 2016), and each dimension of the code
/// can have free bits (D. P. Kingma et al., "Improved variational inference with inverse autoregressive flow", 2016).
/// The embedding of an image is the mean of its distribution.
public struct BetaVAE: ModelConfiguration {
  public static let name = "BetaVAE"
  public static let summary = "variational, dense 1200-1200-10, the divergence times beta"
  public static let source = "Higgins et al., beta-VAE, ICLR 2017"
  public static let objective = ModelObjective(
    "The evidence lower bound with β times the divergence. β may rise from 0, and each dimension may have free bits.",
    "L = −E log p(x | z) + β KL(q(z | x) ‖ N(0, 1))", "z = μ(x) + σ(x) ε,  ε ~ N(0, 1)")
  public static let defaultImage = ImageShape(channels: 1, height: 64, width: 64)
  public static let settings: [Setting<Self>] = [
    .sizes("hidden", \.hidden, isNeeded: true, help: "Units of the encoder's hidden layers, rectified."),
    .sizes("decoder_hidden", \.decoderHidden, help: "Units of the decoder's hidden layers, tanh."),
    .codeSize(\.codeSize),
    .weight("beta", \.beta, help: "The factor of the divergence; 1 for a plain variational autoencoder."),
    .number(
      "free_bits", \.freeBits, in: .within(0...1000), unit: "nats",
      help: "The minimum counted divergence of a dimension of the code, mean over the batch."),
    .integer(
      "annealing_steps", \.annealingSteps, in: 0...Int(Int32.max),
      help: "Steps over which beta rises from 0; 0 for none."),
  ]

  public var hidden = [1200, 1200]
  public var decoderHidden = [1200, 1200, 1200]
  public var codeSize = 10
  public var beta = 4.0
  public var freeBits = 0.0
  public var annealingSteps = 0

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    let layers = Layers(
      encoder: [.flatten] + .dense(hidden, .relu) + [.gaussianCode(codeSize, divergence: .sum).keyed("")],
      decoder: .dense(decoderHidden, .tanh) + .toImage(.sigmoid))
    return Network(
      layers: try LayeredAutoencoder(self, layers, image: image, loss: loss),
      beta: Ramp(from: 0, to: beta, steps: annealingSteps), freeBits: Float(freeBits))
  }

  struct Network: ObjectiveOnLayers {
    let layers: LayeredAutoencoder
    let beta: Ramp
    let freeBits: Float

    /// -log p(x | z) + β KL(q(z | x) ‖ N(0, 1)) for one sample z, mean over images.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let posterior = posterior(images)
      let beta = images.graph.value(of: beta)
      return reconstructionLoss(decode(posterior.sample()), target) + beta * divergence(posterior)
    }

    /// Σ max(free bits, KL) over the dimensions of the code, with KL the mean over the batch: a scalar.
    func divergence(_ posterior: GaussianCode) -> Tensor {
      guard freeBits > 0 else { return posterior.divergence.batchMean() }
      return gaussianKL(mean: posterior.mean, logVariance: posterior.logVariance, freeBits: freeBits)
    }

    var lossName: String { "elbo" }
  }
}
