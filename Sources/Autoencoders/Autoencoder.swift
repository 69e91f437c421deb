public import NeuralNetworks
public import Tensors

/// A model that turns images into a code and restores them from it.
public protocol Autoencoder: Module {
  /// What lies between the two halves: a tensor, unless the model says otherwise.
  associatedtype Code = Tensor

  /// The code of `images`, `[n, c, h, w]`.
  func encode(_ images: Tensor) -> Code
  /// The images that `code` stands for, `[n, c, h, w]`, in the units that the network sees.
  func decode(_ code: Code) -> Tensor
  /// The number that training makes small, without any penalty on weights: a scalar.
  func loss(on images: Tensor) -> Tensor
  /// What ``loss(on:)`` is called in reports: `half-mse`, `mse`, `bce`.
  var lossName: String { get }
  /// The weights that an L2 penalty is for.
  var penalizedWeights: [Parameter] { get }
}

extension Autoencoder {
  /// `decode(encode(images))`.
  public func reconstruct(_ images: Tensor) -> Tensor { decode(encode(images)) }
  public func callAsFunction(_ x: Tensor) -> Tensor { reconstruct(x) }

  /// The mean squared error of the reconstruction, unless the model says otherwise.
  public func loss(on images: Tensor) -> Tensor { meanSquaredError(reconstruct(images), images) }
  /// The name of the default loss.
  public var lossName: String { "mse" }
  /// None, unless the model says otherwise.
  public var penalizedWeights: [Parameter] { [] }
}
