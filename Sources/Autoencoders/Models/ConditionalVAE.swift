public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// A variational autoencoder conditioned on the class of each image: 784 + 10 → 400 → 20, 20 + 10 → 400 → 784.
///
/// Encoder and decoder receive the class as a one-hot vector, so the code holds the rest of the information. K. Sohn,
/// H. Lee and X. Yan, "Learning structured output representation using deep conditional generative models", 2015; D. P.
/// Kingma et al., 2014. The embedding of an image is the mean of its distribution.
public struct ConditionalVAE: ModelConfiguration {
  public static let name = "ConditionalVAE"
  public static let summary = "variational, dense 784-400-20, given the class of each image"
  public static let source = "Sohn, Lee and Yan, 2015; Kingma et al., 2014"
  public static let objective = ModelObjective(
    "The evidence lower bound given the class y, which encoder and decoder know, so that the code holds the rest.",
    "L = −E log p(x | z, y) + KL(q(z | x, y) ‖ N(0, 1))", "z = μ(x, y) + σ(x, y) ε,  ε ~ N(0, 1)")
  public static let settings: [Setting<Self>] = [
    .size("classes", \.classes, help: "Classes of the images, numbered from 0."),
    .size("hidden_units", \.hiddenUnits, help: "Units of the hidden layer on either side of the code."),
    .codeSize(\.codeSize),
  ]

  public var classes = 10
  public var hiddenUnits = 400
  public var codeSize = 20

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) -> any Autoencoder {
    Network(
      image: image, classes: classes, hidden: Linear(image.elements + classes, hiddenUnits),
      mean: Linear(hiddenUnits, codeSize), logVariance: Linear(hiddenUnits, codeSize),
      decoder: Sequential {
        Linear(codeSize + classes, hiddenUnits)
        ReLU()
        Linear(hiddenUnits, image.elements)
      }, reconstructionLoss: loss)
  }

  struct Network: Autoencoder, GaussianEncoding {
    let image: ImageShape
    let classes: Int
    let hidden: Linear
    let mean: Linear
    let logVariance: Linear
    let decoder: Sequential
    let reconstructionLoss: ReconstructionLoss

    /// `features` followed by the one-hot class of each image.
    private func withClass(_ features: Tensor) -> Tensor {
      concatenated([features, features.graph.labels.oneHot(classes: classes)])
    }

    /// q(z | x, class).
    func posterior(_ images: Tensor) -> GaussianCode {
      let features = relu(hidden(withClass(images.flattened())))  // [n, 400]
      return GaussianCode(mean: mean(features), logVariance: logVariance(features))
    }

    func gaussianCode(of images: Tensor) -> GaussianCode? { posterior(images) }
    func decode(sample: Tensor) -> DecoderOutput { decode(sample) }

    func encode(_ images: Tensor) -> Tensor { posterior(images).mean }  // [n, 20]
    /// The images of the classes in ``ImageLabels``.
    func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
      DecoderOutput(decoder(withClass(code)).reshaped(to: image.dimensions), .sigmoid)
    }

    /// -log p(x | z, class) + KL(q(z | x, class) ‖ N(0, 1)) for one sample z, mean over images.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let posterior = posterior(images)
      let divergence = posterior.divergence.batchMean()
      return reconstructionLoss(decode(posterior.sample()), target) + divergence
    }

    var lossName: String { "elbo" }
    var classCount: Int? { classes }
  }
}
