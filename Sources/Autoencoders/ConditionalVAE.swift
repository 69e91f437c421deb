public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A variational autoencoder that is told the class of each image: 784 + 10 → 400 → 20, 20 + 10 → 400 → 784.
///
/// The class, as ten numbers of which one is 1, goes into encoder and decoder, so that the code tells what the class does
/// not. K. Sohn, H. Lee and X. Yan, "Learning structured output representation using deep conditional generative models",
/// 2015; D. P. Kingma et al., 2014. The code of an image is the mean of its distribution.
public struct ConditionalVAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "ConditionalVAE"
    public static let summary = "variational, dense 784-400-20, told the class of each image"
    public static let source = "Sohn, Lee and Yan, 2015; Kingma et al., 2014"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The classes, numbered from 0.
    public var classes = 10
    /// The units of the hidden layer on either side of the code.
    public var hiddenUnits = 400
    /// The numbers of the code.
    public var codeSize = 20

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(classes, of: "classes", in: 1...65_536)
      try ModelError.check(size: hiddenUnits, of: "hidden_units")
      try ModelError.check(size: codeSize, of: "code_size")
      return ConditionalVAE(image: image, self, loss: loss)
    }
  }

  public let hidden: Linear
  public let mean: Linear
  public let logVariance: Linear
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  private let classes: Int

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let (pixels, units, code) = (image.elements, configuration.hiddenUnits, configuration.codeSize)
    classes = configuration.classes
    hidden = Linear(pixels + classes, units)
    mean = Linear(units, code)
    logVariance = Linear(units, code)
    decoder = Sequential(dense: [code + classes, units, pixels], ReLU(), endsLinear: true)
    self.image = image
  }

  /// `features` followed by the class of each image as `classes` numbers, of which one is 1.
  private func withClass(_ features: Tensor) -> Tensor {
    concatenated([features, features.graph.labels.oneHot(classes: classes)])
  }

  /// q(z | x, class).
  public func posterior(_ images: Tensor) -> GaussianCode {
    let features = relu(hidden(withClass(images.flattened())))  // [n, 400]
    return GaussianCode(mean: mean(features), logVariance: logVariance(features))
  }

  public func encode(_ images: Tensor) -> Tensor { posterior(images).mean }  // [n, 20]
  /// The images of the classes that ``ImageLabels`` tells.
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(withClass(code)).reshaped(to: image.dimensions), .sigmoid)
  }

  /// -log p(x | z, class) + KL(q(z | x, class) ‖ N(0, 1)) for one drawn z, mean over images.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let posterior = posterior(images)
    let divergence = posterior.divergence.batchMean()
    return reconstructionLoss(decode(posterior.sample()), target) + divergence
  }

  public var lossName: String { "elbo" }
}
