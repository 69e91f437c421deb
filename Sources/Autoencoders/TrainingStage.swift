public import Tensors

/// An objective of a training step: a loss and the parameters that it trains.
public struct Objective {
  /// The name in reports: `reconstruction`, `adversary`.
  public let name: String
  /// The parameters that it trains and the statistics that it updates; nil for all.
  public let parameters: [Parameter]?
  /// The loss, a scalar, of the network's input (possibly corrupted) and the target, both `[n, c, h, w]`.
  public let loss: (_ images: Tensor, _ target: Tensor) -> Tensor

  /// Creates an objective.
  ///
  /// - Parameters:
  ///   - name: The name in reports.
  ///   - parameters: The parameters that it trains and the statistics that it updates; nil for all.
  ///   - loss: The loss of the network's input and the target, a scalar.
  public init(
    _ name: String, training parameters: [Parameter]? = nil,
    loss: @escaping (_ images: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.name = name
    self.parameters = parameters
    self.loss = loss
  }
}

/// A part of training with its own objectives: each stage takes all epochs of a run and starts with new optimizers.
public struct TrainingStage {
  /// The name in reports: `block 1`, `fine-tuning`.
  public let name: String
  /// The objectives in order; the loss of the first is reported and compared.
  ///
  /// The gradients of all are taken at the parameters before a step.
  public let objectives: [Objective]
  /// The reconstruction at this stage; nil for that of the whole model.
  public let reconstruct: ((_ images: Tensor) -> Tensor)?

  /// Creates a stage of training.
  ///
  /// - Parameters:
  ///   - name: The name in reports.
  ///   - objectives: The objectives of a step, in order.
  ///   - reconstruct: The reconstruction at this stage; nil for that of the whole model.
  public init(_ name: String, _ objectives: [Objective], reconstruct: ((_ images: Tensor) -> Tensor)? = nil) {
    self.name = name
    self.objectives = objectives
    self.reconstruct = reconstruct
  }
}
