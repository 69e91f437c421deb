public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A variational autoencoder of strided convolutions, with a code of two numbers.
///
/// TensorFlow's tutorial "Convolutional Variational Autoencoder" (`cvae.ipynb`): 32 and 64 filters of 3 x 3, and back from
/// 32 maps of 7 x 7; D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014. Where the tutorial estimates the
/// divergence from one sample, it is exact here. The code of an image is the mean of its distribution.
public struct ConvVAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "ConvVAE"
    public static let summary = "variational, 2 strided convolutions, code of 2, 3 transposed convolutions"
    public static let source = "TensorFlow tutorial, Convolutional Variational Autoencoder; Kingma and Welling, 2014"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The maps of the first convolution and of the decoder's first maps; the layers beside them have twice as many.
    public var filters = 32
    /// The numbers of the code.
    public var codeSize = 2

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: filters, of: "filters")
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(image, multipleOf: 4)
      try ModelError.check(image, expected: "at least 8x8", image.height >= 8 && image.width >= 8)
      return ConvVAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let mean: Linear
  public let logVariance: Linear
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  /// The model for images whose sides are multiples of 4, at least 8.
  ///
  /// Weights start by Glorot's rule, biases at zero, as in Keras.
  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let (filters, code) = (configuration.filters, configuration.codeSize)
    // Without padding: 28, 13, 6.
    func halved(_ extent: Int) -> Int { (extent - 1) / 2 }
    let features = 2 * filters * halved(halved(image.height)) * halved(halved(image.width))
    let maps = ImageShape(channels: filters, height: image.height / 4, width: image.width / 4)
    encoder = Sequential {
      Conv2d(
        image.channels, filters, kernel: 3, stride: 2,
        weight: .glorotUniform(fanIn: 9 * image.channels, fanOut: 9 * filters), bias: .constant(0))
      ReLU()
      Conv2d(
        filters, 2 * filters, kernel: 3, stride: 2,
        weight: .glorotUniform(fanIn: 9 * filters, fanOut: 18 * filters), bias: .constant(0))
      ReLU()
      Flatten()
    }
    // One layer of both in the tutorial.
    let toCode = Initializer.glorotUniform(fanIn: features, fanOut: 2 * code)
    mean = Linear(features, code, weight: toCode, bias: .constant(0))
    logVariance = Linear(features, code, weight: toCode, bias: .constant(0))
    decoder = Sequential {
      Linear(
        code, maps.elements, weight: .glorotUniform(fanIn: code, fanOut: maps.elements), bias: .constant(0))
      ReLU()
      Reshape(maps.dimensions)
      ConvTranspose2d(
        filters, 2 * filters, kernel: 3, stride: 2, padding: 1, outputPadding: 1,
        weight: .glorotUniform(fanIn: 9 * filters, fanOut: 18 * filters), bias: .constant(0))
      ReLU()
      ConvTranspose2d(
        2 * filters, filters, kernel: 3, stride: 2, padding: 1, outputPadding: 1,
        weight: .glorotUniform(fanIn: 18 * filters, fanOut: 9 * filters), bias: .constant(0))
      ReLU()
      ConvTranspose2d(
        filters, image.channels, kernel: 3, padding: 1,
        weight: .glorotUniform(fanIn: 9 * filters, fanOut: 9 * image.channels), bias: .constant(0))
    }
    self.image = image
  }

  /// q(z | x).
  public func posterior(_ images: Tensor) -> GaussianCode {
    let features = encoder(images)  // [n, 2304]
    return GaussianCode(mean: mean(features), logVariance: logVariance(features))
  }

  public func encode(_ images: Tensor) -> Tensor { posterior(images).mean }  // [n, 2]
  public func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code), .sigmoid) }  // [n, c, h, w]

  /// Reconstruction and divergence: with the summed binary cross-entropy, the negative bound in nats.
  ///
  /// The divergence is by the pixel where the reconstruction loss is a mean.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let posterior = posterior(images)
    let divergence = posterior.divergence.batchMean()
    let share = reconstructionLoss.isSum ? 1 : 1 / Float(image.elements)
    return reconstructionLoss(decode(posterior.sample()), target) + share * divergence
  }

  public var lossName: String { "\(reconstructionLoss.name) + kl" }
}

extension ReconstructionLoss {
  /// Whether it is summed over an image's elements.
  var isSum: Bool { terms.allSatisfy { [.sumOfSquares, .binaryCrossEntropySum].contains($0.kind) } }
}
