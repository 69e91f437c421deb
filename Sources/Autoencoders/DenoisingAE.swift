public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A convolutional autoencoder that is shown noisy images and trained to restore the clean ones: 28,353 parameters.
///
/// K. Arulkumaran's Torch collection of autoencoders (`DenoisingAE`), after F. Chollet, "Building Autoencoders in Keras",
/// 2016. The noise is part of the model: normal, not clipped, in training only.
public struct DenoisingAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "DenoisingAE"
    public static let summary = "2 convolutions with max pooling, 3 with upsampling, Gaussian noise on the input"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The maps of every hidden layer and of the code.
    public var filters = 32
    /// The standard deviation of the noise, in the units that the network sees; 0 for none.
    public var noise = 0.5

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(noise, of: "noise", in: 0...100)
      try ModelError.check(image, multipleOf: 4)
      return DenoisingAE(channels: image.channels, self, loss: loss)
    }
  }

  public let noise: GaussianNoise
  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss

  /// The model for images of `channels` channels whose sides are multiples of 4.
  public init(channels: Int, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    let filters = configuration.filters
    noise = GaussianNoise(Float(configuration.noise))
    encoder = Sequential {
      Conv2d(channels, filters, kernel: 3, padding: 1)
      ReLU()
      MaxPool2d(2, padding: 1)
      Conv2d(filters, filters, kernel: 3, padding: 1)
      ReLU()
      MaxPool2d(2)
    }
    decoder = Sequential {
      Conv2d(filters, filters, kernel: 3, padding: 1)
      ReLU()
      Upsample(2)
      Conv2d(filters, filters, kernel: 3, padding: 1)
      ReLU()
      Upsample(2)
      Conv2d(filters, channels, kernel: 3, padding: 1)
    }
    reconstructionLoss = loss ?? configuration.reconstructionLoss
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(noise(images)) }  // [n, 32, 7, 7]
  public func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code), .sigmoid) }  // [n, c, h, w]
}
