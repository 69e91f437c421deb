public import ImageShapes
public import NeuralNetworks
public import Settings

/// Convolutions of stride 2 instead of poolings, a linear code, and transposed convolutions back.
///
/// The encoder and decoder of A. Radford, L. Metz and S. Chintala, "Unsupervised Representation Learning with Deep
/// Convolutional Generative Adversarial Networks", 2016, small and without batch normalisation.
public struct StridedConvAE: LayeredModel {
  public static let name = "StridedConvAE"
  public static let summary = "3 strided convolutions, linear code of 128, 3 transposed convolutions"
  public static let source = "Radford, Metz and Chintala, DCGAN, 2016 (its layers, small)"
  public static let objective = ModelObjective(
    "The mean squared error, with convolutions of stride 2 instead of poolings.",
    "L = MSE(x, x′)", "z = W f₃(f₂(f₁(x))),  fᵢ(a) = ReLU(Wᵢ ∗ a) with stride 2")
  public static let defaultImage = ImageShape(channels: 3, height: 32, width: 32)
  public static let settings: [Setting<Self>] = [
    .size(
      "filters", \.filters,
      help: "Maps of the first convolution; the second has twice and the third four times as many."),
    .codeSize(\.codeSize),
  ]

  public var filters = 32
  public var codeSize = 128

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

  public func check(_ image: ImageShape) throws(ModelError) { try ModelError.check(image, multipleOf: 8) }

  public func layers(for image: ImageShape) -> Layers {
    let maps = ImageShape(channels: 4 * filters, height: image.height / 8, width: image.width / 8)
    return Layers(
      encoder: [
        .conv(filters, kernel: 4, stride: 2, padding: 1, .relu),
        .conv(2 * filters, kernel: 4, stride: 2, padding: 1, .relu),
        .conv(4 * filters, kernel: 4, stride: 2, padding: 1, .relu), .flatten, .linear(codeSize),
      ],
      decoder: [
        .linear(maps.elements), .reshape(maps),
        .transposedConv(2 * filters, kernel: 4, stride: 2, padding: 1, .relu),
        .transposedConv(filters, kernel: 4, stride: 2, padding: 1, .relu),
        .transposedConv(.image, kernel: 4, stride: 2, padding: 1, .sigmoid),
      ])
  }
}
