public import NeuralNetworks
public import Tensors

/// A model that encodes images and decodes reconstructions from the codes.
public protocol Autoencoder: Module {
  /// The output of the encoder and input of the decoder: a tensor by default.
  associatedtype Code = Tensor

  /// The code of `images`, `[n, c, h, w]`.
  func encode(_ images: Tensor) -> Code
  /// The reconstructions from `code`, `[n, c, h, w]`.
  func decode(_ code: Code) -> DecoderOutput
  /// The code of `images` as one vector per image, `[n, d]`, without noise: the input of classifiers.
  func embedding(of images: Tensor) -> Tensor
  /// The loss between reconstructions and their target.
  var reconstructionLoss: ReconstructionLoss { get }

  /// The reconstructions of `images`, `[n, c, h, w]`, without noise, in the units of the network's input.
  func reconstruct(_ images: Tensor) -> Tensor
  /// The training objective without penalties on weights, a scalar.
  ///
  /// - Parameters:
  ///   - images: The network's input, `[n, c, h, w]`.
  ///   - target: The images to reconstruct, `[n, c, h, w]`; differs from `images` if the input is corrupted.
  func loss(on images: Tensor, against target: Tensor) -> Tensor
  /// The name of ``loss(on:against:)`` in reports: `half-mse`, `bce`, `elbo`.
  var lossName: String { get }
  /// The stages of training, in order; empty for a model computed directly from the data.
  var stages: [TrainingStage] { get }
  /// The number of classes that the model distinguishes by `Graph.labels`, numbered from 0; nil where any number will do.
  var classCount: Int? { get }
  /// The values of parameters that are computed from the training images.
  /// - Throws: An error when the model cannot be fitted to the images.
  func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])]
}

extension Autoencoder where Code == Tensor {
  public func embedding(of images: Tensor) -> Tensor { encode(images).flattened() }
}

extension Autoencoder {
  public func callAsFunction(_ x: Tensor) -> Tensor { reconstruct(x) }
  /// `decode(encode(images)).images` by default.
  public func reconstruct(_ images: Tensor) -> Tensor { decode(encode(images)).images }

  /// The mean squared error by default.
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }
  /// The reconstruction loss by default.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    reconstructionLoss(decode(encode(images)), target)
  }
  public var lossName: String { reconstructionLoss.name }
  public var classCount: Int? { nil }
  /// One stage that trains all parameters on ``loss(on:against:)`` by default.
  public var stages: [TrainingStage] { [TrainingStage("training", [reconstructionObjective])] }
  /// Trains all parameters on ``loss(on:against:)``.
  public var reconstructionObjective: Objective { Objective(lossName, loss: loss(on:against:)) }
  public func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])] { [] }
}
