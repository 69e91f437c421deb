public import ImageShapes
public import NeuralNetworks
public import Settings

/// A wide layer that in training keeps each unit's strongest activations alone: 784 → 1000 → 784.
///
/// Lifetime sparsity: the largest 5 % of a unit's activations over a batch pass; the others are zero, with zero
/// gradient. A. Makhzani and B. Frey, "Winner-take-all autoencoders", 2015; K. Arulkumaran's Torch collection of
/// autoencoders (`WTA-AE`), whose sizes and logistic decoder are the defaults. The article's decoder is linear, with the
/// squared error; a public re-implementation ties the weights. The code is overcomplete, and not sparsified in inference.
public struct WTAAE: LayeredModel {
  public static let name = "WTA-AE"
  public static let summary = "dense 784-1000-784 with ReLU and winner-take-all lifetime sparsity of 5 %"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Makhzani and Frey, 2015"
  public static let objective = ModelObjective(
    "The binary cross-entropy. In training each unit passes its largest 5 % of a batch; in inference all values pass.",
    "L = BCE(x, x′)", "x′ = σ(V z + c),  zⱼ = ReLU(Wⱼ x + bⱼ) among the top 5 % of unit j in the batch, else 0")
  public static let settings: [Setting<Self>] = [
    .codeSize(\.codeSize),
    .number(
      "lifetime_sparsity", \.lifetimeSparsity, in: .within(1e-6...1),
      help: "The fraction of a batch's images for which each unit is active, rounded up."),
    .choice(
      "decoder_activation", \.decoderActivation,
      help: "The last activation: sigmoid in the collection, linear, with the squared error, in the article."),
    .flag("tied", \.isTied, help: "Give the decoder the encoder's weights, transposed."),
  ]

  public var codeSize = 1000
  public var lifetimeSparsity = 0.05
  public var decoderActivation = DecoderActivation.sigmoid
  public var isTied = false

  /// The activation of the decoder.
  public enum DecoderActivation: String, Hashable, Sendable, CaseIterable {
    case sigmoid, linear
  }

  public init() {}

  public var reconstructionLoss: ReconstructionLoss {
    ReconstructionLoss(decoderActivation == .sigmoid ? .binaryCrossEntropy : .meanSquaredError)
  }

  public func layers(for image: ImageShape) -> Layers {
    let activation: ActivationName? = decoderActivation == .sigmoid ? .sigmoid : nil
    let code = LayerDescription.linear(codeSize, .relu).keyed("encoder")
    let decoder = isTied ? LayerDescription.tied(to: "code", activation) : .linear(.image, activation)
    return Layers(
      encoder: [.flatten, isTied ? code.named("code") : code, .lifetimeSparsity(lifetimeSparsity)],
      decoder: [decoder.keyed("decoder"), .reshapeToImage])
  }
}
