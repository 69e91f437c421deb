public import ImageShapes
public import NeuralNetworks
public import Settings

/// A wide layer that in training keeps each unit's strongest activations alone: 784 → 1000 → 784.
///
/// Lifetime sparsity: the largest 5 % of a unit's activations over a batch pass; the others are zero, with zero
/// gradient. A. Makhzani and B. Frey, "Winner-take-all autoencoders", 2015; K. Arulkumaran's Torch collection of
/// autoencoders (`WTA-AE`). It is overcomplete.
public struct WTAAE: LayeredModel {
  public static let name = "WTA-AE"
  public static let summary = "dense 784-1000-784 with ReLU and winner-take-all lifetime sparsity of 5 %"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Makhzani and Frey, 2015"
  public static let settings: [Setting<Self>] = [
    .codeSize(\.codeSize),
    .number(
      "lifetime_sparsity", \.lifetimeSparsity, in: .within(1e-6...1),
      help: "The fraction of a batch's images for which each unit is active, rounded up."),
  ]

  public var codeSize = 1000
  public var lifetimeSparsity = 0.05

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [
        .flatten, .linear(codeSize, .relu).keyed("encoder"), .lifetimeSparsity(lifetimeSparsity),
      ],
      decoder: [.linear(.image, .sigmoid).keyed("decoder"), .reshapeToImage])
  }
}
