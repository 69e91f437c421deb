public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// A convolutional autoencoder that reconstructs the hidden patches of an image from the visible quarter.
///
/// K. He et al., "Masked Autoencoders Are Scalable Vision Learners", 2022, with the convolutional encoder, fully
/// connected code and loss on hidden patches of D. Pathak et al., "Context Encoders: Feature Learning by Inpainting",
/// 2016. Hidden patches are zero; they are drawn for each image and step.
public struct MaskedAE: ModelConfiguration {
  public static let name = "MaskedAE"
  public static let summary = "strided convolutions that reconstruct hidden patches of the image"
  public static let source = "He et al., Masked Autoencoders, 2022; Pathak et al., Context Encoders, 2016"
  public static let objective = ModelObjective(
    "The mean squared error of the hidden patches alone; they are zero in the input.",
    "L = MSE(x, m x + (1 − m) g(f(m x))) / p",
    "m = 1 in visible patches, 0 in hidden ones,  p the share of hidden patches")
  public static let settings: [Setting<Self>] = [
    .number("hidden_share", \.hiddenShare, in: .within(0.01...0.99), help: "The probability that a patch is hidden."),
    .size(
      "patch", \.patch, unit: "pixels", help: "Rows and columns of a patch; the image's sides must be multiples of it."),
    .size("filters", \.filters, help: "Maps of the first convolution; the second has twice as many."),
    .codeSize(\.codeSize),
  ]

  public var hiddenShare = 0.75
  public var patch = 4
  public var filters = 32
  public var codeSize = 256

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

  public func check(_ image: ImageShape) throws(ModelError) {
    try ModelError.check(image, multipleOf: 4)
    try ModelError.check(image, multipleOf: patch)
  }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    let maps = ImageShape(channels: 2 * filters, height: image.height / 4, width: image.width / 4)
    let layers = Layers(
      encoder: [
        .conv(filters, kernel: 4, stride: 2, padding: 1, .relu),
        .conv(2 * filters, kernel: 4, stride: 2, padding: 1, .relu), .flatten, .linear(codeSize, .relu),
      ],
      decoder: [
        .linear(maps.elements, .relu), .reshape(maps),
        .transposedConv(filters, kernel: 4, stride: 2, padding: 1, .relu),
        .transposedConv(.image, kernel: 4, stride: 2, padding: 1),
      ])
    return Network(
      layers: try LayeredAutoencoder(self, layers, image: image, loss: loss), image: image, patch: patch,
      hiddenShare: Float(hiddenShare))
  }

  struct Network: ObjectiveOnLayers {
    let layers: LayeredAutoencoder
    let image: ImageShape
    let patch: Int
    let hiddenShare: Float

    /// Reconstructs each patch from those beside it: the black squares of a chessboard from the white ones, and vice
    /// versa.
    func reconstruct(_ images: Tensor) -> Tensor {
      let black = chessboard(images.graph, like: images)
      let white = 1 - black
      return black * decode(encode(white * images)).images + white * decode(encode(black * images)).images
    }

    /// The reconstruction loss over the hidden patches, divided by their share; visible ones count as reconstructed.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let patches = [1, image.height / patch, image.width / patch]
      let visible = mask(images.graph.draw(.uniform, patches).isGreater(than: hiddenShare))
      let output = decode(encode(visible * images))
      let composed = DecoderOutput((1 - visible) * output.logits + visible * target, output.activation)
      return (1 / hiddenShare) * reconstructionLoss(composed, target)
    }

    var lossName: String { "\(reconstructionLoss.name) of hidden patches" }

    /// A value per patch, `[n, 1, h / patch, w / patch]`, repeated over its pixels: `[n, c, h, w]`.
    private func mask(_ patches: Tensor) -> Tensor {
      patches.upsampledNearest(by: patch).repeatedOverChannels(image.channels)
    }

    /// A chessboard: 1 in every other patch, 0 in the rest.
    private func chessboard(_ graph: Graph, like images: Tensor) -> Tensor {
      let (rows, columns) = (image.height / patch, image.width / patch)
      let corners = ImageShape(channels: 1, height: (rows + 1) / 2, width: (columns + 1) / 2)
      let ones = (0 * images.summedPerSample() + 1).broadcast(to: corners.dimensions)
      // One of each four patches, and its lower right neighbour.
      let even = ones.unpooledAtFixedPositions(window: 1, stride: 2, height: rows, width: columns)
      let odd = even.padded(by: Margins(top: 1, bottom: 0, left: 1, right: 0))
        .cropped(by: Margins(top: 0, bottom: 1, left: 0, right: 1))
      return mask(even + odd)
    }
  }
}
