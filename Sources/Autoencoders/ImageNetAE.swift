public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Three convolutions and two poolings to a linear code, and a decoder that puts every maximum back where it was.
///
/// S. Khallaghi, "Training Autoencoders on ImageNet Using Torch 7", 2016. The decoder is the encoder's mirror image, as in
/// the article's figures 3 and 4: each unpooling comes before its convolution. The article's printed listing has them
/// the other way round, and does not fit together.
public struct ImageNetAE: Autoencoder {
  /// What the article and its code tell differently.
  public struct Configuration: ModelConfiguration {
    public static let name = "ImageNetAE"
    public static let summary = "3 convolutions, 2 poolings with switches, linear code of 1568, mirrored decoder"
    public static let source = "S. Khallaghi, Training Autoencoders on ImageNet Using Torch 7, 2016"
    public static let defaultImage = ImageShape(channels: 3, height: 64, width: 64)

    /// `same`: padded convolutions, as the code ran (19,283,795 parameters); `valid`: unpadded ones, and transposed ones in the
    /// decoder, as the article's text and figures have it (14,766,515).
    public var mirror = MirrorKind.same
    /// Maps of the first two convolutions; the third has twice as many.
    public var filters = 12
    /// The units of the code.
    public var codeSize = 1568
    /// Whether the code carries the places of the maxima; without them each value goes to its window's corner, and the code
    /// alone can be decoded.
    public var switches = true

    public var pixelRange: String { "/256" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(size: codeSize, of: "code_size")
      let least = mirror == .same ? 4 : 10
      try ModelError.check(image, expected: "at least \(least)x\(least)", image.height >= least && image.width >= least)
      return ImageNetAE(image: image, self, loss: loss)
    }
  }

  /// How the decoder makes up for what the encoder's convolutions take from the image's edge.
  public enum MirrorKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// They take nothing: they are padded.
    case same
    /// Transposed convolutions.
    case valid
  }

  public let conv1: Conv2d
  public let conv2: Conv2d
  public let conv3: Conv2d
  public let pool1 = MaxPool2d(2, name: "pool1")
  public let pool2 = MaxPool2d(2, name: "pool2")
  public let toCode: Linear
  public let fromCode: Linear
  public let deconv3: any Module
  public let deconv2: any Module
  public let deconv1: any Module
  public let reconstructionLoss: ReconstructionLoss
  private let keepsSwitches: Bool
  private let beforePool1: ImageShape
  private let beforePool2: ImageShape
  private let afterPool2: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    let (filters, padding) = (configuration.filters, configuration.mirror == .same ? 1 : 0)
    conv1 = Conv2d(image.channels, filters, kernel: 3, padding: padding)
    conv2 = Conv2d(filters, filters, kernel: 3, padding: padding)
    conv3 = Conv2d(filters, 2 * filters, kernel: 3, padding: padding)
    let taken = 2 - 2 * padding
    beforePool1 = ImageShape(
      channels: filters, height: image.height - 2 * taken, width: image.width - 2 * taken)
    beforePool2 = ImageShape(
      channels: 2 * filters, height: beforePool1.height / 2 - taken, width: beforePool1.width / 2 - taken)
    afterPool2 = ImageShape(channels: 2 * filters, height: beforePool2.height / 2, width: beforePool2.width / 2)
    toCode = Linear(afterPool2.elements, configuration.codeSize)
    fromCode = Linear(configuration.codeSize, afterPool2.elements)
    switch configuration.mirror {
    case .same:
      deconv3 = Conv2d(2 * filters, filters, kernel: 3, padding: 1)
      deconv2 = Conv2d(filters, filters, kernel: 3, padding: 1)
      deconv1 = Conv2d(filters, image.channels, kernel: 3, padding: 1)
    case .valid:
      deconv3 = ConvTranspose2d(2 * filters, filters, kernel: 3)
      deconv2 = ConvTranspose2d(filters, filters, kernel: 3)
      deconv1 = ConvTranspose2d(filters, image.channels, kernel: 3)
    }
    keepsSwitches = configuration.switches
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  public func encode(_ images: Tensor) -> PooledCode {  // [n, 3, 64, 64]
    let fine = pool1.pool(relu(conv2(relu(conv1(images)))))  // [n, 12, 32, 32]
    let coarse = pool2.pool(relu(conv3(fine.values)))  // [n, 24, 16, 16]
    return PooledCode(
      code: toCode(coarse.values.flattened()), pool1: keepsSwitches ? fine : nil, pool2: keepsSwitches ? coarse : nil)
  }

  public func decode(_ code: PooledCode) -> DecoderOutput {  // [n, 3, 64, 64]
    let values = fromCode(code.code).reshaped(to: afterPool2.dimensions)  // [n, 24, 16, 16]
    let coarse = relu(deconv3(unpooled(values, by: code.pool2, to: beforePool2)))  // [n, 12, 32, 32]
    let fine = relu(deconv2(unpooled(coarse, by: code.pool1, to: beforePool1)))  // [n, 12, 64, 64]
    return DecoderOutput(deconv1(fine))
  }

  public func embedding(of images: Tensor) -> Tensor { encode(images).code }

  private func unpooled(_ values: Tensor, by pooling: MaxPooling?, to shape: ImageShape) -> Tensor {
    pooling.map(values.maxUnpooled)
      ?? values.unpooledAtFixedPositions(window: 2, stride: 2, height: shape.height, width: shape.width)
  }

}

/// A code together with the switches of the poolings before it, without which it cannot be decoded.
///
/// Its size is that of all three: 1568 numbers, and 18,432 switches of two bits for an image of 64 x 64.
public struct PooledCode {
  /// `[n, codeSize]`.
  public let code: Tensor
  /// The first, finer pooling; nil where values go back to fixed positions.
  public let pool1: MaxPooling?
  /// The second, coarser pooling.
  public let pool2: MaxPooling?

  public init(code: Tensor, pool1: MaxPooling? = nil, pool2: MaxPooling? = nil) {
    (self.code, self.pool1, self.pool2) = (code, pool1, pool2)
  }
}

@available(*, unavailable)
extension PooledCode: Sendable {}
