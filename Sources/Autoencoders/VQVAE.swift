public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Strided convolutions to a grid of vectors, each of which is replaced by the nearest of 512 codes.
///
/// A. van den Oord, O. Vinyals and K. Kavukcuoglu, "Neural Discrete Representation Learning", 2017, with the codebook of
/// moving averages of its appendix A.1; sizes as in DeepMind's published example for CIFAR-10 (Sonnet). Codes that hardly
/// any vector takes are replaced by vectors of the batch (P. Dhariwal et al., "Jukebox", 2020).
public struct VQVAE: Autoencoder {
  /// The sizes of the layers, and how the codebook learns.
  public struct Configuration: ModelConfiguration {
    public static let name = "VQ-VAE"
    public static let summary = "strided convolutions, residual blocks, a codebook of 512 codes of 64 numbers"
    public static let source = "van den Oord, Vinyals and Kavukcuoglu, Neural Discrete Representation Learning, 2017"
    public static let defaultImage = ImageShape(channels: 3, height: 32, width: 32)

    /// The maps of the hidden layers.
    public var filters = 128
    /// The maps within a residual block.
    public var residualFilters = 32
    /// The residual blocks of the encoder, and of the decoder.
    public var residualBlocks = 2
    /// The codes of the codebook.
    public var codes = 512
    /// The numbers of a code.
    public var codeSize = 64
    /// β: the weight of the loss that holds vectors near their codes.
    public var commitment = 0.25
    /// The share of the moving averages that each step keeps.
    public var decay = 0.99
    /// Codes with fewer vectors a batch than this, on average, are replaced; 0 for never.
    public var revivalThreshold = 1.0

    public var pixelRange: String { "-0.5..0.5" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(size: residualFilters, of: "residual_filters")
      try ModelError.check(residualBlocks, of: "residual_blocks", in: 0...100)
      try ModelError.check(size: codes, of: "codes")
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(commitment, of: "commitment", in: 0...1000)
      try ModelError.check(decay, of: "decay", in: 0...0.999999)
      try ModelError.check(revivalThreshold, of: "revival_threshold", in: 0...1)
      try ModelError.check(image, multipleOf: 4)
      return VQVAE(channels: image.channels, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let codebook: MovingCodebook
  public let reconstructionLoss: ReconstructionLoss
  private let commitment: Float

  /// The model for images of `channels` channels whose sides are multiples of 4.
  public init(channels: Int, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    let (filters, codeSize) = (configuration.filters, configuration.codeSize)
    let half = (filters + 1) / 2
    func residualBlocks() -> [any Module] {
      (0..<configuration.residualBlocks).map { _ in ResidualBlock(filters, inner: configuration.residualFilters) }
    }
    encoder = Sequential {
      Conv2d(channels, half, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Conv2d(half, filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Conv2d(filters, filters, kernel: 3, padding: 1)
      for block in residualBlocks() { block }
      ReLU()
      Conv2d(filters, codeSize, kernel: 1)
    }
    decoder = Sequential {
      Conv2d(codeSize, filters, kernel: 3, padding: 1)
      for block in residualBlocks() { block }
      ReLU()
      ConvTranspose2d(filters, half, kernel: 4, stride: 2, padding: 1)
      ReLU()
      ConvTranspose2d(half, channels, kernel: 4, stride: 2, padding: 1)
    }
    codebook = MovingCodebook(
      codes: configuration.codes, size: codeSize, decay: Float(configuration.decay),
      revivalThreshold: Float(configuration.revivalThreshold))
    commitment = Float(configuration.commitment)
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  /// The vector of each place of the image, and the code that it is replaced by: `[n, 64, h / 4, w / 4]`.
  public func encode(_ images: Tensor) -> QuantizedCode { codebook.nearest(to: encoder(images)) }

  /// The codes of all places, `[n, 64 h w / 16]`.
  public func embedding(of images: Tensor) -> Tensor { encode(images).codes.flattened() }

  /// The images of the codes; gradients pass straight through to the vectors that the codes replace.
  public func decode(_ code: QuantizedCode) -> DecoderOutput { DecoderOutput(decoder(code.straightThrough)) }

  /// Reconstruction, and how far vectors are from their codes; in training the codebook moves too.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let code = encode(images)
    if images.graph.purpose == .training { codebook.move(towards: code) }
    return reconstructionLoss(decode(code), target)
      + commitment * meanSquaredError(code.vectors, code.codes.stopGradient())
  }

  public var lossName: String { "\(reconstructionLoss.name) + commitment" }
}

/// x + f(x), with f two rectified convolutions, as VQ-VAE has it.
///
/// He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015.
public struct ResidualBlock: Module {
  public let narrow: Conv2d
  public let wide: Conv2d

  /// 3 x 3 to `inner` maps, and 1 x 1 back.
  public init(_ channels: Int, inner: Int) {
    narrow = Conv2d(channels, inner, kernel: 3, padding: 1)
    wide = Conv2d(inner, channels, kernel: 1)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x + wide(relu(narrow(relu(x)))) }
}
