public import NeuralNetworks
public import Tensors

/// A model that turns images into a code and restores them from it.
public protocol Autoencoder: Module {
  /// What lies between the two halves: a tensor, unless the model says otherwise.
  associatedtype Code = Tensor

  /// The code of `images`, `[n, c, h, w]`.
  func encode(_ images: Tensor) -> Code
  /// The images that `code` stands for, `[n, c, h, w]`.
  func restore(_ code: Code) -> Restoration
  /// The code of `images` as one vector for each, `[n, d]`, without any noise: what classifiers are given.
  func features(of images: Tensor) -> Tensor
  /// What restored images are compared with their target by.
  var reconstructionLoss: ReconstructionLoss { get }

  /// The images restored from `images`, `[n, c, h, w]`, without any noise, in the units that the network sees.
  func reconstruct(_ images: Tensor) -> Tensor
  /// The number that training makes small, without any penalty on weights: a scalar.
  ///
  /// `images` is what the network sees, `target` what it is to restore; they differ where images are corrupted.
  func loss(on images: Tensor, against target: Tensor) -> Tensor
  /// What ``loss(on:against:)`` is called in reports: `half-mse`, `bce`, `elbo`.
  var lossName: String { get }
  /// The weights that an L2 penalty is for.
  var penalizedWeights: [Parameter] { get }
  /// The stages of training, in order; none for a model that is computed from the data at once.
  var stages: [TrainingStage] { get }
  /// Parameters whose starting values come from the training images, with these values.
  /// - Throws: what keeps the model from being fitted.
  func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])]
}

extension Autoencoder where Code == Tensor {
  public func features(of images: Tensor) -> Tensor { encode(images).flattened() }
}

extension Autoencoder {
  public func callAsFunction(_ x: Tensor) -> Tensor { reconstruct(x) }
  /// The images that `code` stands for, `[n, c, h, w]`, in the units that the network sees.
  public func decode(_ code: Code) -> Tensor { restore(code).images }
  /// `decode(encode(images))`, unless the model says otherwise.
  public func reconstruct(_ images: Tensor) -> Tensor { decode(encode(images)) }

  /// The mean squared error, unless the model says otherwise.
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }
  /// The reconstruction loss, unless the model adds to it.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    reconstructionLoss(restore(encode(images)), target)
  }
  public var lossName: String { reconstructionLoss.name }
  /// None, unless the model says otherwise.
  public var penalizedWeights: [Parameter] { [] }
  /// One stage in which all parameters follow ``loss(on:against:)``.
  public var stages: [TrainingStage] { [TrainingStage("training", [reconstructionObjective])] }
  /// All parameters follow ``loss(on:against:)``.
  public var reconstructionObjective: Objective { Objective(lossName, loss: loss(on:against:)) }
  public func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])] { [] }
}
