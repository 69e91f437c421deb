public import ImageShapes
public import NeuralNetworks
public import Settings

/// A variational autoencoder of strided convolutions, with a code of two dimensions.
///
/// TensorFlow's tutorial "Convolutional Variational Autoencoder" (`cvae.ipynb`): 32 and 64 filters of 3 x 3, and back
/// from 32 maps of 7 x 7; D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014. The tutorial estimates
/// the divergence from one sample; here it is exact. With the summed binary cross-entropy the loss is the negative
/// bound in nats. The embedding of an image is the mean of its distribution. Initial weights follow Glorot's rule,
/// biases are zero, as in Keras.
public struct ConvVAE: LayeredModel {
  public static let name = "ConvVAE"
  public static let summary = "variational, 2 strided convolutions, code of 2, 3 transposed convolutions"
  public static let source = "TensorFlow tutorial, Convolutional Variational Autoencoder; Kingma and Welling, 2014"
  public static let objective = ModelObjective(
    "The negative evidence lower bound of an image, in nats, with strided convolutions.",
    "L = −E log p(x | z) + KL(q(z | x) ‖ N(0, 1))", "z = μ(x) + σ(x) ε,  ε ~ N(0, 1)")
  public static let settings: [Setting<Self>] = [
    .size(
      "filters", \.filters,
      help: "Maps of the first convolution and of the decoder's first maps; the layers beside them have twice as many."),
    .codeSize(\.codeSize),
  ]

  public var filters = 32
  public var codeSize = 2

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

  public func check(_ image: ImageShape) throws(ModelError) {
    try ModelError.check(image, multipleOf: 4)
    try ModelError.check(image, expected: "at least 8x8", image.height >= 8 && image.width >= 8)
  }

  public func layers(for image: ImageShape) -> Layers {
    let glorot = WeightOptions(weight: .glorotUniform, bias: .constant(0))
    let maps = ImageShape(channels: filters, height: image.height / 4, width: image.width / 4)
    return Layers(
      encoder: [
        .conv(filters, kernel: 3, stride: 2, .relu, options: glorot),
        .conv(2 * filters, kernel: 3, stride: 2, .relu, options: glorot), .flatten,
        .gaussianCode(codeSize, divergence: .loss, options: glorot).keyed(""),
      ],
      decoder: [
        .linear(maps.elements, .relu, options: glorot), .reshape(maps),
        .transposedConv(2 * filters, kernel: 3, stride: 2, padding: 1, outputPadding: 1, .relu, options: glorot),
        .transposedConv(filters, kernel: 3, stride: 2, padding: 1, outputPadding: 1, .relu, options: glorot),
        .transposedConv(.image, kernel: 3, padding: 1, .sigmoid, options: glorot),
      ])
  }
}
