public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A convolutional autoencoder that is shown a quarter of an image's patches and trained to restore the others.
///
/// K. He et al., "Masked Autoencoders Are Scalable Vision Learners", 2022, with the convolutional encoder, fully connected
/// code and loss on hidden patches alone of D. Pathak et al., "Context Encoders: Feature Learning by Inpainting", 2016.
/// Hidden patches are zero; which ones is drawn anew for each image and step.
public struct MaskedAE: Autoencoder {
  /// What is hidden, and the sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "MaskedAE"
    public static let summary = "strided convolutions that restore patches of the image that were hidden from them"
    public static let source = "He et al., Masked Autoencoders, 2022; Pathak et al., Context Encoders, 2016"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The probability that a patch is hidden.
    public var hiddenShare = 0.75
    /// Rows and columns of a patch; the image's sides must be multiples of it.
    public var patch = 4
    /// The maps of the first convolution; the second has twice as many.
    public var filters = 32
    /// The units of the code.
    public var codeSize = 256

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(hiddenShare, of: "hidden_share", in: 0.01...0.99)
      try ModelError.check(size: patch, of: "patch")
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(image, multipleOf: 4)
      try ModelError.check(image, multipleOf: patch)
      return MaskedAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  private let patch: Int
  private let hiddenShare: Float

  /// The model for images whose sides are multiples of 4 and of the patch.
  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    let (filters, code) = (configuration.filters, configuration.codeSize)
    let maps = ImageShape(channels: 2 * filters, height: image.height / 4, width: image.width / 4)
    encoder = Sequential {
      Conv2d(image.channels, filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Conv2d(filters, 2 * filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Flatten()
      Linear(maps.elements, code)
      ReLU()
    }
    decoder = Sequential {
      Linear(code, maps.elements)
      ReLU()
      Reshape(maps.dimensions)
      ConvTranspose2d(2 * filters, filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      ConvTranspose2d(filters, image.channels, kernel: 4, stride: 2, padding: 1)
    }
    self.image = image
    patch = configuration.patch
    hiddenShare = Float(configuration.hiddenShare)
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images) }  // [n, 256]
  public func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code)) }  // [n, c, h, w]

  /// Each patch restored from those beside it: the black squares of a chessboard from the white ones, and the other way round.
  public func reconstruct(_ images: Tensor) -> Tensor {
    let black = chessboard(images.graph, like: images)
    let white = 1 - black
    return black * decode(encode(white * images)).images + white * decode(encode(black * images)).images
  }

  /// The reconstruction loss over the hidden patches, by the share of them: visible ones count as restored.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let patches = [1, image.height / patch, image.width / patch]
    let visible = mask(images.graph.draw(.uniform, patches).isGreater(than: hiddenShare))
    let restored = decode(encode(visible * images))
    let composed = DecoderOutput((1 - visible) * restored.logits + visible * target, restored.activation)
    return (1 / hiddenShare) * reconstructionLoss(composed, target)
  }

  public var lossName: String { "\(reconstructionLoss.name) of hidden patches" }

  /// A number for each patch, `[n, 1, h / patch, w / patch]`, for each of its pixels: `[n, c, h, w]`.
  private func mask(_ patches: Tensor) -> Tensor {
    patches.upsampledNearest(by: patch).repeatedOverChannels(image.channels)
  }

  /// 1 in every other patch, row by row in turn, and 0 in the others.
  private func chessboard(_ graph: Graph, like images: Tensor) -> Tensor {
    let (rows, columns) = (image.height / patch, image.width / patch)
    let corners = ImageShape(channels: 1, height: (rows + 1) / 2, width: (columns + 1) / 2)
    let ones = (0 * images.summedPerSample() + 1).broadcast(to: corners.dimensions)
    // One of each four patches, and the one that touches its lower right corner.
    let even = ones.unpooledAtFixedPositions(window: 1, stride: 2, height: rows, width: columns)
    let odd = even.padded(by: Margins(top: 1, bottom: 0, left: 1, right: 0))
      .cropped(by: Margins(top: 0, bottom: 1, left: 0, right: 1))
    return mask(even + odd)
  }
}
