public import ImageShapes
public import NeuralNetworks
public import Settings

/// Dense rectified layers that narrow to the code and widen again: 784 → 128 → 64 → 32 → 64 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`DeepAE`).
public struct DeepAE: LayeredModel {
  public static let name = "DeepAE"
  public static let summary = "dense 784-128-64-32-64-128-784 with ReLU, sigmoid output, binary cross-entropy"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy, with three rectified layers to the code and three layers back.",
    "L = BCE(x, x′)", "z = f₃(f₂(f₁(x))),  fᵢ(a) = ReLU(Wᵢ a + bᵢ)")
  public static let settings: [Setting<Self>] = [.hidden(\.hidden), .codeSize(\.codeSize)]

  public var hidden = [128, 64]
  public var codeSize = 32

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [.flatten] + .dense(hidden + [codeSize], .relu),
      decoder: .dense(hidden.reversed(), .relu) + .toImage(.sigmoid))
  }
}
