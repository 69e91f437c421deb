public import ImageShapes
public import NeuralNetworks
public import Settings

/// The variational autoencoder of PyTorch's examples: 784 → 400 → 20 → 400 → 784.
///
/// D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014. The loss is the negative bound per image in
/// nats, with grey levels treated as probabilities: 105.59 on MNIST's test images after ten epochs. The embedding of an
/// image is the mean of its distribution.
public struct MNISTVAE: LayeredModel {
  public static let name = "VAE-400-20"
  public static let summary = "variational, dense 784-400-20, loss in nats an image"
  public static let source = "pytorch/examples, vae; Kingma and Welling, 2014"
  public static let objective = ModelObjective(
    "The negative evidence lower bound of an image, in nats.",
    "L = −E log p(x | z) + KL(q(z | x) ‖ N(0, 1))", "z = μ(x) + σ(x) ε,  ε ~ N(0, 1)")
  public static let settings: [Setting<Self>] = [
    .size("hidden_units", \.hiddenUnits, help: "Units of the hidden layer on either side of the code."),
    .codeSize(\.codeSize),
  ]

  public var hiddenUnits = 400
  public var codeSize = 20

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }
  public var objectiveName: String? { "elbo" }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [
        .flatten, .linear(hiddenUnits, .relu).keyed("hidden"), .gaussianCode(codeSize, divergence: .sum).keyed(""),
      ],
      decoder: .dense([hiddenUnits], .relu) + .toImage(.sigmoid))
  }
}
