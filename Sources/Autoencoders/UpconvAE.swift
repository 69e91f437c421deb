public import ImageShapes
public import NeuralNetworks
public import Tensors

/// The encoder of ``ConvAE``, and three transposed convolutions back: 5,257 parameters.
///
/// K. Arulkumaran's Torch collection of autoencoders (`UpconvAE`).
public struct UpconvAE: Autoencoder {
  /// The maps of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "UpconvAE"
    public static let summary = "3 convolutions with max pooling, 3 transposed convolutions, code 8x4x4"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The maps of the first and the last hidden layer.
    public var filters = 16
    /// The maps of the code and of the layers beside it.
    public var codeFilters = 8

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(size: codeFilters, of: "code_filters")
      try PooledEncoder.check(image)
      return UpconvAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss

  /// The model for images whose sides are multiples of 4, both or neither of 8.
  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    let (filters, codeFilters) = (configuration.filters, configuration.codeFilters)
    encoder = PooledEncoder.layers(for: image, filters: filters, codeFilters: codeFilters)
    decoder = Sequential {
      ConvTranspose2d(codeFilters, codeFilters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      ConvTranspose2d(codeFilters, filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      ConvTranspose2d(filters, image.channels, kernel: 4, stride: 2, padding: PooledEncoder.pads(image) ? 3 : 1)
    }
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images) }  // [n, 8, 4, 4]
  public func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code), .sigmoid) }  // [n, c, h, w]
}
