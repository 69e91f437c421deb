public import ImageShapes
public import NeuralNetworks
public import Settings
public import Tensors

/// A variational autoencoder with a code of five choices among ten: 784 → 128 → 64 → 50 → 64 → 128 → 784.
///
/// A choice is a sample of the Gumbel softmax, softmax((logits + g) / τ) with Gumbel noise g, so that gradients pass.
/// The temperature τ falls by 0.0002 per step from 1 to 0.5. In inference a choice is softmax(logits / τ) at the lowest
/// temperature. E. Jang, S. Gu and B. Poole, "Categorical reparameterization with Gumbel-softmax", 2017; K.
/// Arulkumaran's Torch collection of autoencoders (`CatVAE`).
public struct CatVAE: ModelConfiguration {
  public static let name = "CatVAE"
  public static let summary = "variational, categorical code of 5 x 10 by the Gumbel softmax"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Jang, Gu and Poole, 2017"
  public static let objective = ModelObjective(
    "The binary cross-entropy with the divergence of a code of choices among ten, divided by the number d of pixels. "
      + "Choices are sampled by the Gumbel softmax at the temperature τ.",
    "L = BCE(x, x′) + KL(q(z | x) ‖ uniform) / d", "z = softmax((f(x) + γ) / τ),  γ ~ Gumbel(0, 1)")
  public static let settings: [Setting<Self>] = [
    .hidden(\.hidden, isNeeded: true),
    .integer("groups", \.groups, in: 1...4096, help: "Choices of the code."),
    .integer("categories", \.categories, in: 2...4096, help: "Categories of each choice."),
    .number("temperature", \.temperature, in: .within(0.01...1000), help: "The temperature at the first step."),
    .number(
      "lowest_temperature", \.lowestTemperature, in: .within(0.01...1000),
      help: "The temperature after the last step of its fall."),
    .integer(
      "cooling_steps", \.coolingSteps, in: 0...Int(Int32.max), help: "Steps over which the temperature falls."),
  ]

  public var hidden = [128, 64]
  public var groups = 5
  public var categories = 10
  public var temperature = 1.0
  public var lowestTemperature = 0.5
  public var coolingSteps = 2500

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }
  /// The temperature over the steps.
  public var cooling: Ramp { Ramp(from: temperature, to: lowestTemperature, steps: coolingSteps) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    let layers = Layers(
      encoder: [.flatten] + .normalized(hidden) + [.linear(groups * categories)],
      decoder: .normalized(hidden.reversed()) + .toImage(.sigmoid))
    return Network(
      layers: try LayeredAutoencoder(self, layers, image: image, loss: loss),
      choice: GumbelSoftmax(groupsOf: categories, temperature: cooling), pixels: image.elements)
  }

  struct Network: ObjectiveOnLayers {
    let layers: LayeredAutoencoder
    let choice: GumbelSoftmax
    let pixels: Int

    /// The choices sampled from the encoder's logits.
    func encode(_ images: Tensor) -> Code { Code(choice(layers.encode(images).values)) }

    /// The reconstruction loss plus the divergence from the uniform distribution per pixel.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let logits = layers.encode(images).values
      let divergence = categoricalKL(logits: logits, groupsOf: choice.groupSize).batchMean()
      return reconstructionLoss(decode(choice(logits)), target) + (1 / Float(pixels)) * divergence
    }

    var lossName: String { "\(reconstructionLoss.name) + kl" }
  }
}
