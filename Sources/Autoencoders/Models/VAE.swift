public import ImageShapes
public import NeuralNetworks
public import Settings

/// A variational autoencoder with batch normalisation and a code of two dimensions: 784 → 128 → 64 → 2 → 64 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`VAE`); D. P. Kingma and M. Welling, "Auto-encoding variational
/// Bayes", 2014. The embedding of an image is the mean of its distribution. Reconstruction and divergence are per
/// pixel: with the binary cross-entropy, the loss is the negative bound over the number of pixels.
public struct VAE: LayeredModel {
  public static let name = "VAE"
  public static let summary = "variational, dense 784-128-64-2 with batch normalisation"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Kingma and Welling, 2014"
  public static let objective = ModelObjective(
    "The negative evidence lower bound divided by the number d of pixels.",
    "L = BCE(x, x′) + KL(q(z | x) ‖ N(0, 1)) / d", "z = μ(x) + σ(x) ε,  ε ~ N(0, 1)")
  public static let settings: [Setting<Self>] = [.hidden(\.hidden, isNeeded: true), .codeSize(\.codeSize)]

  public var hidden = [128, 64]
  public var codeSize = 2

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [.flatten] + .normalized(hidden) + [.gaussianCode(codeSize, divergence: .mean).keyed("")],
      decoder: .normalized(hidden.reversed()) + .toImage(.sigmoid))
  }
}
