public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// Strided convolutions to a grid of vectors, each replaced by the nearest of 512 codes.
///
/// A. van den Oord, O. Vinyals and K. Kavukcuoglu, "Neural Discrete Representation Learning", 2017, with the codebook
/// of moving averages of its appendix A.1; sizes as in DeepMind's published example for CIFAR-10 (Sonnet). Rarely used
/// codes are replaced by vectors of the batch (P. Dhariwal et al., "Jukebox", 2020).
public struct VQVAE: ModelConfiguration {
  public static let name = "VQ-VAE"
  public static let summary = "strided convolutions, residual blocks, a codebook of 512 codes of 64 dimensions"
  public static let source = "van den Oord, Vinyals and Kavukcuoglu, Neural Discrete Representation Learning, 2017"
  public static let objective = ModelObjective(
    "The mean squared error with each vector of the code replaced by the nearest of a codebook. β commits the encoder "
      + "to the codebook, which follows the vectors by moving averages; sg stops the gradient.",
    "L = MSE(x, g(e)) + β MSE(f(x), sg(e))", "e = the code eⱼ nearest to f(x), at each position")
  public static let defaultImage = ImageShape(channels: 3, height: 32, width: 32)
  public static let settings: [Setting<Self>] = [
    .size("filters", \.filters, help: "Maps of the hidden layers."),
    .size("residual_filters", \.residualFilters, help: "Maps within a residual block."),
    .integer("residual_blocks", \.residualBlocks, in: 0...100, help: "Residual blocks of encoder and decoder each."),
    .size("codes", \.codes, help: "Codes of the codebook."),
    .size("code_size", \.codeSize, help: "The dimension of a code."),
    .number(
      "commitment", \.commitment, in: .within(0...1000),
      help: "The factor of the commitment loss, beta."),
    .number("decay", \.decay, in: .within(0...0.999999), help: "The decay of the codebook's moving averages."),
    .number(
      "revival_threshold", \.revivalThreshold, in: .probability,
      help: "Codes with fewer vectors a batch than this, on average, are replaced; 0 for never."),
  ]

  public var filters = 128
  public var residualFilters = 32
  public var residualBlocks = 2
  public var codes = 512
  public var codeSize = 64
  public var commitment = 0.25
  public var decay = 0.99
  public var revivalThreshold = 1.0

  public init() {}

  public var pixelRange: PixelScaling { .centred }
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

  public func check(_ image: ImageShape) throws(ModelError) { try ModelError.check(image, multipleOf: 4) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) -> any Autoencoder {
    let half = (filters + 1) / 2
    func residualBlocks() -> [any Module] {
      (0..<self.residualBlocks).map { _ in ResidualBlock(filters, inner: residualFilters) }
    }
    let encoder = Sequential {
      Conv2d(image.channels, half, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Conv2d(half, filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Conv2d(filters, filters, kernel: 3, padding: 1)
      for block in residualBlocks() { block }
      ReLU()
      Conv2d(filters, codeSize, kernel: 1)
    }
    let decoder = Sequential {
      Conv2d(codeSize, filters, kernel: 3, padding: 1)
      for block in residualBlocks() { block }
      ReLU()
      ConvTranspose2d(filters, half, kernel: 4, stride: 2, padding: 1)
      ReLU()
      ConvTranspose2d(half, image.channels, kernel: 4, stride: 2, padding: 1)
    }
    let codebook = MovingCodebook(
      codes: codes, size: codeSize, decay: Float(decay), revivalThreshold: Float(revivalThreshold))
    return Network(
      encoder: encoder, decoder: decoder, codebook: codebook, commitment: Float(commitment), reconstructionLoss: loss)
  }

  struct Network: Autoencoder, QuantizedEncoding {
    let encoder: Sequential
    let decoder: Sequential
    let codebook: MovingCodebook
    let commitment: Float
    let reconstructionLoss: ReconstructionLoss

    /// The vectors at all positions and their nearest codes: `[n, 64, h / 4, w / 4]`.
    func encode(_ images: Tensor) -> QuantizedCode { codebook.nearest(to: encoder(images)) }

    func quantizedCode(of images: Tensor) -> QuantizedCode { encode(images) }
    func decode(codes: Tensor) -> DecoderOutput { DecoderOutput(decoder(codes)) }
    var codebookSize: Int { codebook.counts.count }

    /// The codes at all positions, `[n, 64 h w / 16]`.
    func embedding(of images: Tensor) -> Tensor { encode(images).codes.flattened() }

    /// Decodes the codes; gradients pass straight through to the encoder's vectors.
    func decode(_ code: QuantizedCode) -> DecoderOutput { DecoderOutput(decoder(code.straightThrough)) }

    /// The reconstruction loss plus the commitment loss; in training the codebook is updated too.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let code = encode(images)
      if images.graph.purpose == .training { codebook.move(towards: code) }
      return reconstructionLoss(decode(code), target)
        + commitment * meanSquaredError(code.vectors, code.codes.stopGradient())
    }

    var lossName: String { "\(reconstructionLoss.name) + commitment" }
  }
}

/// x + f(x), with f two rectified convolutions, as in VQ-VAE.
///
/// He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015.
struct ResidualBlock: Module {
  let narrow: Conv2d
  let wide: Conv2d

  /// 3 x 3 to `inner` maps, and 1 x 1 back.
  init(_ channels: Int, inner: Int) {
    narrow = Conv2d(channels, inner, kernel: 3, padding: 1)
    wide = Conv2d(inner, channels, kernel: 1)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { x + wide(relu(narrow(relu(x)))) }
}
