public import ImageShapes
public import NeuralNetworks
public import Tensors

/// An adversarial autoencoder: a discriminator cannot tell its codes from normal noise.
///
/// 784 → 128 → 64 → 2 → 64 → 128 → 784 with batch normalisation, and a discriminator 2 → 16 → 1. A. Makhzani, J. Shlens,
/// N. Jaitly and I. Goodfellow, "Adversarial autoencoders", 2015; K. Arulkumaran's Torch collection of autoencoders
/// (`AAE`). At each step encoder and decoder learn to restore and to deceive, then the discriminator to tell. It has 99
/// of the parameters; the published 220,850 are those of the autoencoder.
public struct AAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "AAE"
    public static let summary = "adversarial, dense 784-128-64-2 with batch normalisation, normal code"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Makhzani et al., 2015"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The hidden layers of the encoder; the decoder has them in the other order.
    public var hidden: LayerSizes = [128, 64]
    /// The numbers of the code.
    public var codeSize = 2
    /// The hidden units of the discriminator.
    public var discriminatorUnits = 16

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden", isNeeded: true)
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(size: discriminatorUnits, of: "discriminator_units")
      return AAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let discriminator: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes
    let (features, code) = (sizes[sizes.count - 1], configuration.codeSize)
    encoder = Sequential(Sequential(normalized: sizes).layers + [Linear(features, code)])
    decoder = Sequential(
      Sequential(normalized: [code] + sizes.dropFirst().reversed()).layers
        + [Linear(sizes[1], image.elements), BatchNorm(image.elements)])
    discriminator = Sequential(
      Sequential(normalized: [code, configuration.discriminatorUnits]).layers
        + [Linear(configuration.discriminatorUnits, 1), BatchNorm(1)])
    self.image = image
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images.flattened()) }  // [n, 2]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  public var stages: [TrainingStage] {
    let autoencoder = [encoder, decoder].flatMap { ParameterTable(of: $0).map(\.parameter) }
    return [
      TrainingStage(
        "training",
        [
          Objective("reconstruction + generator", training: autoencoder, loss: reconstructionAndGenerator),
          Objective("adversary", training: ParameterTable(of: discriminator).map(\.parameter), loss: adversary),
        ])
    ]
  }

  /// Restores the target, and has the discriminator take the codes for noise; without the latter outside training.
  func reconstructionAndGenerator(_ images: Tensor, _ target: Tensor) -> Tensor {
    let code = encode(images)
    let reconstruction = reconstructionLoss(decode(code), target)
    guard images.graph.purpose == .training else { return reconstruction }
    return reconstruction + adversarialLoss(logits: discriminator(code), areReal: true)
  }

  /// Tells noise from codes.
  func adversary(_ images: Tensor, _ target: Tensor) -> Tensor {
    let code = encode(images).stopGradient()
    let noise = images.graph.draw(.normal, code.shape.dimensions)
    // Noise first: the order in which the statistics of the discriminator's features move.
    let ofNoise = adversarialLoss(logits: discriminator(noise), areReal: true)
    return ofNoise + adversarialLoss(logits: discriminator(code), areReal: false)
  }

}
