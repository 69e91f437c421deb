public import ImageShapes
public import NeuralNetworks
public import Settings

/// Three convolutions and two poolings to a linear code, and a mirrored decoder that unpools by the switches.
///
/// S. Khallaghi, "Training Autoencoders on ImageNet Using Torch 7", 2016. Each unpooling comes before its convolution,
/// as in the article's figures 3 and 4; the printed listing has them in reverse, which does not fit.
public struct ImageNetAE: LayeredModel {
  public static let name = "ImageNetAE"
  public static let summary = "3 convolutions, 2 poolings with switches, linear code of 1568, mirrored decoder"
  public static let source = "S. Khallaghi, Training Autoencoders on ImageNet Using Torch 7, 2016"
  public static let objective = ModelObjective(
    "The mean squared error; the decoder puts values back where the poolings found them.",
    "L = MSE(x, x′)", "(a, s) = pool(ReLU(W ∗ x)),  x′ = V ∗ unpool(a′, s)")
  public static let defaultImage = ImageShape(channels: 3, height: 64, width: 64)
  public static let settings: [Setting<Self>] = [
    .choice(
      "mirror", \.mirror,
      help: "Padded convolutions, as the code ran, or unpadded ones with transposed ones back, as in the figures."),
    .size("filters", \.filters, help: "Maps of the first two convolutions; the third has twice as many."),
    .codeSize(\.codeSize),
    .flag(
      "switches", \.switches,
      help: "Whether the decoder unpools by the switches; otherwise values go to their windows' corners."),
  ]

  /// 19,283,795 parameters with `same`, 14,766,515 with `valid`.
  public var mirror = MirrorKind.same
  public var filters = 12
  public var codeSize = 1568
  public var switches = true

  /// The decoder's compensation for the border that the encoder's convolutions remove.
  public enum MirrorKind: String, Hashable, Sendable, CaseIterable {
    /// Padded convolutions, which remove none.
    case same
    /// Transposed convolutions.
    case valid
  }

  public init() {}

  public var pixelRange: PixelScaling { .per256 }
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

  public func check(_ image: ImageShape) throws(ModelError) {
    let minimum = mirror == .same ? 4 : 10
    try ModelError.check(
      image, expected: "at least \(minimum)x\(minimum)", image.height >= minimum && image.width >= minimum)
  }

  public func layers(for image: ImageShape) -> Layers {
    let padding = mirror == .same ? 1 : 0
    func pooled(_ side: Int) -> Int {
      let taken = 2 - 2 * padding
      return ((side - 2 * taken) / 2 - taken) / 2
    }
    func back(_ filters: Extent, _ activation: ActivationName? = .relu) -> LayerDescription {
      switch mirror {
      case .same: .conv(filters, kernel: 3, padding: 1, activation)
      case .valid: .transposedConv(filters, kernel: 3, activation)
      }
    }
    let maps = ImageShape(channels: 2 * filters, height: pooled(image.height), width: pooled(image.width))
    return Layers(
      encoder: [
        .conv(filters, kernel: 3, padding: padding, .relu).keyed("conv1"),
        .conv(filters, kernel: 3, padding: padding, .relu).keyed("conv2"),
        .maxPool(2, name: "pool1"),
        .conv(2 * filters, kernel: 3, padding: padding, .relu).keyed("conv3"),
        .maxPool(2, name: "pool2"),
        .flatten, .linear(codeSize).keyed("toCode"),
      ],
      decoder: [
        .linear(maps.elements).keyed("fromCode"), .reshape(maps),
        .unpool("pool2", switches: switches), back(.count(filters)).keyed("deconv3"),
        .unpool("pool1", switches: switches), back(.count(filters)).keyed("deconv2"),
        back(.image, nil).keyed("deconv1"),
      ])
  }
}
