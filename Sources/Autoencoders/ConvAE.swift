public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Three pooled convolutions to eight maps of 4 x 4, and three that follow an upsampling each: 4,385 parameters.
///
/// K. Arulkumaran's Torch collection of autoencoders (`ConvAE`), after F. Chollet, "Building Autoencoders in Keras", 2016.
public struct ConvAE: Autoencoder {
  /// The maps of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "ConvAE"
    public static let summary = "3 convolutions with max pooling, 3 with nearest upsampling, code 8x4x4"
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
      return ConvAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss

  /// The model for images whose sides are multiples of 4.
  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    let (filters, codeFilters) = (configuration.filters, configuration.codeFilters)
    encoder = PooledEncoder.layers(for: image, filters: filters, codeFilters: codeFilters)
    decoder = Sequential {
      Conv2d(codeFilters, codeFilters, kernel: 3, padding: 1)
      ReLU()
      Upsample(2)
      Conv2d(codeFilters, codeFilters, kernel: 3, padding: 1)
      ReLU()
      Upsample(2)
      Conv2d(codeFilters, filters, kernel: 3, padding: PooledEncoder.pads(image) ? 0 : 1)
      ReLU()
      Upsample(2)
      Conv2d(filters, image.channels, kernel: 3, padding: 1)
    }
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images) }  // [n, 8, 4, 4]
  public func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code), .sigmoid) }  // [n, c, h, w]
}

/// The encoder of ``ConvAE`` and ``UpconvAE``: three convolutions, each with a ReLU and a pooling that halves the image.
///
/// The published one takes 28 x 28 to 15 x 15, 8 x 8 and 4 x 4, by padding the first two poolings, and its decoder comes
/// back to 28 from 32: it fits sides of 8 k - 4. Without that padding the same layers fit sides of 8 k.
enum PooledEncoder {
  static func layers(for image: ImageShape, filters: Int, codeFilters: Int) -> Sequential {
    let padding = pads(image) ? 1 : 0
    return Sequential {
      Conv2d(image.channels, filters, kernel: 3, padding: 1)
      ReLU()
      MaxPool2d(2, padding: padding)
      Conv2d(filters, codeFilters, kernel: 3, padding: 1)
      ReLU()
      MaxPool2d(2, padding: padding)
      Conv2d(codeFilters, codeFilters, kernel: 3, padding: 1)
      ReLU()
      MaxPool2d(2)
    }
  }

  /// Whether the first two poolings are padded, as published.
  static func pads(_ image: ImageShape) -> Bool { !image.height.isMultiple(of: 8) }

  static func check(_ image: ImageShape) throws(ModelError) {
    try ModelError.check(
      image, expected: "height and width that are both multiples of 8, or both 4 more than one",
      image.height.isMultiple(of: 4) && (image.height - image.width).isMultiple(of: 8))
  }
}
