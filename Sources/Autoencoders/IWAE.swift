import Diagnostics
import Foundation
public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A variational autoencoder with a tighter bound, from k codes drawn for each image: 784 → 200 → 200 → 50 and back.
///
/// Y. Burda, R. Grosse and R. Salakhutdinov, "Importance weighted autoencoders", 2016. The bound is
/// log (1 / k) Σ p(x | zᵢ) p(zᵢ) / q(zᵢ | x), in nats; with k = 1 that of a variational autoencoder. Pixels are taken for
/// probabilities; the published 84.78 (k = 50) is for binarised ones. The code of an image is the mean of its
/// distribution.
public struct IWAE: Autoencoder {
  /// The sizes of the layers and the number of codes.
  public struct Configuration: ModelConfiguration {
    public static let name = "IWAE"
    public static let summary = "importance-weighted, dense 784-200-200-50 with tanh, 5 codes drawn for each image"
    public static let source = "Burda, Grosse and Salakhutdinov, Importance weighted autoencoders, ICLR 2016"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The hidden layers of the encoder; the decoder has them in the other order.
    public var hidden: LayerSizes = [200, 200]
    /// The numbers of the code.
    public var codeSize = 50
    /// k: the codes drawn for each image; published for 1, 5 and 50.
    public var samples = 5

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden", isNeeded: true)
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(samples, of: "samples", in: 1...1000)
      guard loss == reconstructionLoss else {
        throw ModelError(
          .badValue,
          Report(
            "importance weights are made of probabilities", place: "\(Self.name), loss",
            expected: reconstructionLoss.name, got: loss.name, cure: "leave the loss out"))
      }
      return IWAE(image: image, self)
    }
  }

  public let encoder: Sequential
  public let mean: Linear
  public let logVariance: Linear
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  private let samples: Int

  public init(image: ImageShape, _ configuration: Configuration = Configuration()) {
    reconstructionLoss = configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes
    let features = sizes[sizes.count - 1]
    encoder = Sequential(dense: sizes, Tanh())
    mean = Linear(features, configuration.codeSize)
    logVariance = Linear(features, configuration.codeSize)
    decoder = Sequential(dense: [configuration.codeSize] + sizes.reversed(), Tanh(), endsLinear: true)
    self.image = image
    samples = configuration.samples
  }

  /// q(z | x).
  public func posterior(_ images: Tensor) -> GaussianCode {
    let features = encoder(images.flattened())  // [n, 200]
    return GaussianCode(mean: mean(features), logVariance: logVariance(features))
  }

  public func encode(_ images: Tensor) -> Tensor { posterior(images).mean }  // [n, 50]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  /// -log (1 / k) Σ wᵢ, mean over images.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let posterior = posterior(images)
    let logWeights = concatenated((0..<samples).map { _ in logWeight(posterior, target).broadcast(to: [1]) })  // [n, k]
    return Foundation.log(Float(samples)) - logWeights.logSumExp(groupsOf: samples).mean()
  }

  /// log p(x | z) + log p(z) - log q(z | x) for one drawn z, `[n]`.
  private func logWeight(_ posterior: GaussianCode, _ target: Tensor) -> Tensor {
    let noise = posterior.noise()
    let code = posterior.sample(noise)
    let logRatio = 0.5 * (noise.squared() + posterior.logVariance - code.squared())
    return logRatio.summedPerSample() - decode(code).logits.binaryCrossEntropy(to: target)
  }

  public var lossName: String { "iwae bound" }
}
