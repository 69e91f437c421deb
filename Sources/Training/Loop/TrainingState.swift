public import NeuralNetworks
public import Tensors

/// Everything that the next step depends on, besides the configuration and the images.
///
/// Shuffling and initial values are functions of the seed, so there is no generator to save.
public struct TrainingState {
  /// The parameter vector.
  public let parameters: FlatVector
  /// The optimiser with its moments and its count of steps.
  public var optimizer: any Optimizer
  /// Epochs done.
  public var epoch = 0
  /// Batches done of the epoch that has begun.
  public var batch = 0
  /// The loss summed over the images of those batches, and their number.
  public var lossSum = 0.0
  public var lossCount = 0
  /// The least validation loss so far, and its epoch.
  public var bestLoss: Double?
  public var bestEpoch = 0

  /// The beginning of a run.
  public init(_ model: TracedModel, optimizer: OptimizerConfiguration, seed: UInt64) {
    parameters = model.parameters.initialValues(seed: seed)
    self.optimizer = optimizer.make(parameterCount: model.parameters.vectorCount)
  }
}
