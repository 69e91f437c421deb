public import Tensors

/// One of the objectives that are pursued in turn at each step: a loss, and the parameters that it trains.
public struct Objective {
  /// What it is called in reports: `reconstruction`, `adversary`.
  public let name: String
  /// The parameters that it trains, and the statistics that it renews; nil for all.
  public let parameters: [Parameter]?
  /// The scalar to make small, from the images that the network sees (corrupted, where a corruption is asked for) and
  /// the target, both `[n, c, h, w]`.
  public let loss: (_ images: Tensor, _ target: Tensor) -> Tensor

  public init(
    _ name: String, training parameters: [Parameter]? = nil,
    loss: @escaping (_ images: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.name = name
    self.parameters = parameters
    self.loss = loss
  }
}

/// A part of training with objectives of its own: each stage takes all epochs of a run and begins with fresh optimisers.
public struct TrainingStage {
  /// What it is called in reports: `block 1`, `fine-tuning`.
  public let name: String
  /// The objectives, in the order in which they are pursued; the first one's loss is reported and compared.
  public let objectives: [Objective]
  /// What the model restores of images at this stage; nil for the whole model's reconstruction.
  public let reconstruct: ((_ images: Tensor) -> Tensor)?

  public init(_ name: String, _ objectives: [Objective], reconstruct: ((_ images: Tensor) -> Tensor)? = nil) {
    self.name = name
    self.objectives = objectives
    self.reconstruct = reconstruct
  }
}
