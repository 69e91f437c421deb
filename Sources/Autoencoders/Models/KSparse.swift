import Diagnostics
public import ImageShapes
public import NeuralNetworks
public import Settings

/// A linear autoencoder with tied weights that keeps the k largest units of its code: z = top k of W x + b, x' = Wᵀ z + b'.
///
/// A. Makhzani and B. Frey, "k-sparse autoencoders", 2014. It is overcomplete; k is the same in training and inference.
public struct KSparse: LayeredModel {
  public static let name = "KSparse"
  public static let summary = "linear 784-1000-784 with tied weights, the 25 largest units of the code kept"
  public static let source = "Makhzani and Frey, k-sparse autoencoders, ICLR 2014"
  public static let objective = ModelObjective(
    "The mean squared error. Only the k largest values of a linear code pass; the decoder has the encoder's weights.",
    "L = MSE(x, x′)", "z = topₖ(W x + b),  x′ = Wᵀ z + c")
  public static let settings: [Setting<Self>] = [
    .codeSize(\.codeSize), .size("k", \.k, help: "Units kept for each image, at most the dimension of the code."),
  ]

  public var codeSize = 1000
  public var k = 25

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

  public func check(_ image: ImageShape) throws(ModelError) {
    guard k <= codeSize else {
      throw ModelError(
        .badValue,
        Report("k exceeds the dimension of the code", place: "k", expected: "at most \(codeSize)", got: "\(k)"))
    }
  }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [.flatten, .linear(codeSize).named("code").keyed("encoder"), .topK(k)],
      decoder: [.tied(to: "code").keyed("decoder"), .reshapeToImage])
  }
}
