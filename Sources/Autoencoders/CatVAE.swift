public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A variational autoencoder whose code is five choices among ten: 784 → 128 → 64 → 50 → 64 → 128 → 784.
///
/// A choice is drawn by the Gumbel softmax: softmax((logits + g) / τ) with Gumbel noise g, so that gradients pass. The
/// temperature τ falls by 0.0002 at each step from 1 to 0.5. E. Jang, S. Gu and B. Poole, "Categorical
/// reparameterization with Gumbel-softmax", 2017; K. Arulkumaran's Torch collection of autoencoders (`CatVAE`). Outside
/// training a choice is softmax(logits / τ) at the lowest temperature.
public struct CatVAE: Autoencoder {
  /// The sizes of the layers and the temperature.
  public struct Configuration: ModelConfiguration {
    public static let name = "CatVAE"
    public static let summary = "variational, categorical code of 5 x 10 by the Gumbel softmax"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Jang, Gu and Poole, 2017"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The hidden layers of the encoder; the decoder has them in the other order.
    public var hidden: LayerSizes = [128, 64]
    /// The choices.
    public var groups = 5
    /// The categories of each choice.
    public var categories = 10
    /// The temperature at the first step.
    public var temperature = 1.0
    /// The temperature after the last step of its fall.
    public var lowestTemperature = 0.5
    /// The steps that the temperature falls for.
    public var coolingSteps = 2500

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden", isNeeded: true)
      try ModelError.check(groups, of: "groups", in: 1...4096)
      try ModelError.check(categories, of: "categories", in: 2...4096)
      try ModelError.check(temperature, of: "temperature", in: 0.01...1000)
      try ModelError.check(lowestTemperature, of: "lowest_temperature", in: 0.01...1000)
      try ModelError.check(coolingSteps, of: "cooling_steps", in: 0...Int(Int32.max))
      return CatVAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  /// A choice for each group of logits.
  public let choice: GumbelSoftmax

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes
    let code = configuration.groups * configuration.categories
    encoder = Sequential(Sequential(normalized: sizes).layers + [Linear(sizes[sizes.count - 1], code)])
    decoder = Sequential(
      Sequential(normalized: [code] + sizes.dropFirst().reversed()).layers + [Linear(sizes[1], image.elements)])
    self.image = image
    choice = GumbelSoftmax(
      groupsOf: configuration.categories,
      temperature: Ramp(
        from: configuration.temperature, to: configuration.lowestTemperature, steps: configuration.coolingSteps))
  }

  /// The logits of the categories, `[n, 50]`.
  public func logits(_ images: Tensor) -> Tensor { encoder(images.flattened()) }

  public func encode(_ images: Tensor) -> Tensor { choice(logits(images)) }  // [n, 50]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  /// Reconstruction and divergence from equal chances, by the pixel.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let logits = logits(images)
    let divergence = categoricalKL(logits: logits, groupsOf: choice.groupSize).batchMean()
    return reconstructionLoss(decode(choice(logits)), target) + (1 / Float(image.elements)) * divergence
  }

  public var lossName: String { "\(reconstructionLoss.name) + kl" }
}
