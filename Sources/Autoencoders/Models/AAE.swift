public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// An adversarial autoencoder: a discriminator cannot distinguish its codes from normal noise.
///
/// 784 → 128 → 64 → 2 → 64 → 128 → 784 with batch normalisation, and a discriminator 2 → 16 → 1. A. Makhzani, J.
/// Shlens, N. Jaitly and I. Goodfellow, "Adversarial autoencoders", 2015; K. Arulkumaran's Torch collection of
/// autoencoders (`AAE`). At each step encoder and decoder learn to reconstruct and to deceive, and the discriminator
/// learns to distinguish; as there, both follow gradients of the parameters before the step. It has 99 of the parameters; the published 220,850 are those of the autoencoder.
public struct AAE: ModelConfiguration {
  public static let name = "AAE"
  public static let summary = "adversarial, dense 784-128-64-2 with batch normalisation, normal code"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Makhzani et al., 2015"
  public static let objective = ModelObjective(
    "The binary cross-entropy, while a discriminator D learns to distinguish codes from normal noise and the encoder "
      + "learns to deceive it.",
    "L = BCE(x, x′) − log D(z)", "for D:  L = −log D(n) − log(1 − D(z)),  n ~ N(0, 1)")
  public static let settings: [Setting<Self>] = [
    .hidden(\.hidden, isNeeded: true), .codeSize(\.codeSize),
    .size("discriminator_units", \.discriminatorUnits, help: "Hidden units of the discriminator."),
  ]

  public var hidden = [128, 64]
  public var codeSize = 2
  public var discriminatorUnits = 16

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    let layers = Layers(
      encoder: [.flatten] + .normalized(hidden) + [.linear(codeSize)],
      decoder: .normalized(hidden.reversed()) + [.linear(.image), .batchNorm(.sigmoid), .reshapeToImage])
    let discriminator = Sequential {
      Linear(codeSize, discriminatorUnits)
      BatchNorm(discriminatorUnits)
      ReLU()
      Linear(discriminatorUnits, 1)
      BatchNorm(1)
    }
    return Network(
      layers: try LayeredAutoencoder(self, layers, image: image, loss: loss), discriminator: discriminator)
  }

  struct Network: ObjectiveOnLayers {
    let layers: LayeredAutoencoder
    let discriminator: Sequential

    var namedParts: [(name: String, part: Any)] { [("", layers), ("discriminator", discriminator)] }

    var stages: [TrainingStage] {
      func parameters(_ part: Any) -> [Parameter] { ParameterTable(of: part).map(\.parameter) }
      return [
        TrainingStage(
          "training",
          [
            Objective("reconstruction + generator", training: parameters(layers), loss: reconstructionAndGenerator),
            Objective("adversary", training: parameters(discriminator), loss: adversary),
          ])
      ]
    }

    /// The reconstruction loss, plus in training the loss of codes that the discriminator classifies as not noise.
    func reconstructionAndGenerator(_ images: Tensor, _ target: Tensor) -> Tensor {
      let code = encode(images)
      let reconstruction = reconstructionLoss(decode(code), target)
      guard images.graph.purpose == .training else { return reconstruction }
      return reconstruction + adversarialLoss(logits: discriminator(code.values), areReal: true)
    }

    /// The discriminator's loss on noise and codes.
    func adversary(_ images: Tensor, _ target: Tensor) -> Tensor {
      let code = encode(images).values.stopGradient()
      let noise = images.graph.draw(.normal, code.shape.dimensions)
      // Noise first: the order in which the discriminator's batch statistics are updated.
      let ofNoise = adversarialLoss(logits: discriminator(noise), areReal: true)
      return ofNoise + adversarialLoss(logits: discriminator(code), areReal: false)
    }
  }
}
