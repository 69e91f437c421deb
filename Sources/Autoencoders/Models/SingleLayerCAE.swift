public import ImageShapes
public import NeuralNetworks
public import Settings

/// One convolution into many maps and one back: the convolutional autoencoder of the Dynamic Training Bench.
///
/// P. Galeone, "Convolutional Autoencoders in Tensorflow", December 2016. Two rows and columns of zeros around the
/// image compensate for the two valid convolutions, so the result has the image's size. It is overcomplete: 30 × 30 ×
/// 32 activations for the 784 pixels of a digit. Penalties apply to the encoder's filters alone, as in the Bench;
/// initial weights follow He's rule, biases are zero.
public struct SingleLayerCAE: LayeredModel {
  public static let name = "SingleLayerCAE"
  public static let summary = "one 3x3 convolution to 32 maps, tanh, and one back"
  public static let source = "P. Galeone, Convolutional Autoencoders in Tensorflow, 2016 (Dynamic Training Bench)"
  public static let objective = ModelObjective(
    "Half the mean squared error, with one convolution to many maps and one back.",
    "L = ½ MSE(x, x′)", "z = tanh(W ∗ x + b),  x′ = tanh(V ∗ z + c)")
  public static let settings: [Setting<Self>] = [
    .size("filters", \.filters, help: "Maps of the code."),
    .choice(
      "decoder_activation", \.decoderActivation,
      help: "The last activation: tanh in the article, linear in the code of the published runs."),
  ]

  public var filters = 32
  public var decoderActivation = DecoderActivation.tanh

  /// The activation of the decoder.
  public enum DecoderActivation: String, Hashable, Sendable, CaseIterable {
    case tanh, linear
  }

  public init() {}

  /// -1 to 1 for tanh; the linear decoder saw -0.5 to 0.5.
  public var pixelRange: PixelScaling { decoderActivation == .tanh ? .symmetric : .centred }
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.halfMeanSquaredError) }

  public func layers(for image: ImageShape) -> Layers {
    let options = WeightOptions(weight: .heTruncated, bias: .constant(0))
    let unpenalized = WeightOptions(weight: .heTruncated, bias: .constant(0), isPenalized: false)
    return Layers(
      encoder: [.pad(2), .conv(filters, kernel: 3, .tanh, options: options).keyed("encoder")],
      decoder: [
        .conv(.image, kernel: 3, decoderActivation == .tanh ? .tanh : nil, options: unpenalized).keyed("decoder")
      ])
  }
}
