public import ImageShapes
public import NeuralNetworks
public import Settings

/// One hidden layer of 128 rectified units and a sigmoid back to the pixels: 784 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`AE`), after F. Chollet, "Building Autoencoders in Keras", 2016.
public struct AE: LayeredModel {
  public static let name = "AE"
  public static let summary = "dense 784-128-784, ReLU code, sigmoid output, binary cross-entropy"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy of pixels as probabilities, with one rectified layer as the code.",
    "L = BCE(x, x′)", "z = ReLU(W x + b),  x′ = σ(V z + c)")
  public static let settings: [Setting<Self>] = [
    .size("code_size", \.codeSize, help: "The dimension of the code: 128, or 32 as in November 2016.")
  ]

  public var codeSize = 128

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [.flatten, .linear(codeSize, .relu).keyed("encoder")],
      decoder: [.linear(.image, .sigmoid).keyed("decoder"), .reshapeToImage])
  }
}
