public import ImageShapes
public import NeuralNetworks
public import Settings

/// A convolutional autoencoder that reconstructs clean images from noisy ones: 28,353 parameters.
///
/// K. Arulkumaran's Torch collection of autoencoders (`DenoisingAE`), after F. Chollet, "Building Autoencoders in Keras",
/// 2016. The noise is part of the model: normal, not clipped, in training only.
public struct DenoisingAE: LayeredModel {
  public static let name = "DenoisingAE"
  public static let summary = "2 convolutions with max pooling, 3 with upsampling, Gaussian noise on the input"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy against the clean image; normal noise is added to the input in training only.",
    "L = BCE(x, g(f(x + ε))),  ε ~ N(0, 0.5²)")
  public static let settings: [Setting<Self>] = [
    .size("filters", \.filters, help: "Maps of every hidden layer and of the code."),
    .number(
      "noise", \.noise, in: .within(0...100), unit: "units of the network's input",
      help: "The standard deviation of the noise; 0 for none."),
  ]

  public var filters = 32
  public var noise = 0.5

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func check(_ image: ImageShape) throws(ModelError) { try ModelError.check(image, multipleOf: 4) }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [
        .gaussianNoise(noise), .conv(filters, kernel: 3, padding: 1, .relu), .maxPool(2, padding: 1),
        .conv(filters, kernel: 3, padding: 1, .relu), .maxPool(2),
      ],
      decoder: [
        .conv(filters, kernel: 3, padding: 1, .relu), .upsample(2), .conv(filters, kernel: 3, padding: 1, .relu),
        .upsample(2), .conv(.image, kernel: 3, padding: 1, .sigmoid),
      ])
  }
}
