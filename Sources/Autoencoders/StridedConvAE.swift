public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Convolutions of stride 2 instead of poolings, a linear code, and transposed convolutions back.
///
/// The form that A. Radford, L. Metz and S. Chintala, "Unsupervised Representation Learning with Deep Convolutional
/// Generative Adversarial Networks", 2016, gave convolutional encoders and decoders, small and without batch
/// normalisation.
public struct StridedConvAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "StridedConvAE"
    public static let summary = "3 strided convolutions, linear code of 128, 3 transposed convolutions"
    public static let source = "Radford, Metz and Chintala, DCGAN, 2016 (its layers, small)"
    public static let defaultImage = ImageShape(channels: 3, height: 32, width: 32)

    /// The maps of the first convolution; the second has twice and the third four times as many.
    public var filters = 32
    /// The units of the code.
    public var codeSize = 128

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(image, multipleOf: 8)
      return StridedConvAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss

  /// The model for images whose sides are multiples of 8.
  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    let (filters, code) = (configuration.filters, configuration.codeSize)
    let maps = ImageShape(channels: 4 * filters, height: image.height / 8, width: image.width / 8)
    encoder = Sequential {
      Conv2d(image.channels, filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Conv2d(filters, 2 * filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Conv2d(2 * filters, 4 * filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Flatten()
      Linear(maps.elements, code)
    }
    decoder = Sequential {
      Linear(code, maps.elements)
      Reshape(maps.dimensions)
      ConvTranspose2d(4 * filters, 2 * filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      ConvTranspose2d(2 * filters, filters, kernel: 4, stride: 2, padding: 1)
      ReLU()
      ConvTranspose2d(filters, image.channels, kernel: 4, stride: 2, padding: 1)
    }
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images) }  // [n, 128]
  public func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code), .sigmoid) }  // [n, c, h, w]
}
