public import Autoencoders
public import NeuralNetworks
public import Tensors

/// Everything that the next step depends on, besides the settings and the images.
///
/// Parameters, moments and averages are in the memory of the executor's device; a checkpoint copies them to the host.
/// Shuffling, noise and initial values are functions of the seed, so there is no generator to save.
public struct TrainingState {
  /// The parameter vector.
  public let parameters: any DeviceVector
  /// The running average of the parameters; nil for none.
  var average: ParameterAverage?
  /// What updates the parameters, for each objective of the stage.
  var rules: [StepRule]
  /// Steps done, over all stages.
  public var step = 0
  /// The stage under way.
  public var stage = 0
  /// Epochs done of that stage.
  public var epochOfStage = 0
  /// Epochs done, over all stages.
  public var epoch = 0
  /// Batches done of the epoch under way.
  public var batch = 0
  /// The loss summed over the images of those batches.
  public var lossSum = 0.0
  /// The number of images of those batches.
  public var lossCount = 0
  /// The loss summed over the images since the last report: eight reports an epoch, and one every 5000 images, as in DIGITS.
  public var recentLossSum = 0.0
  /// The number of images since the last report.
  public var recentLossCount = 0
  /// The lowest validation loss of the stage so far.
  public var bestLoss: Double?
  /// The epoch with the lowest validation loss.
  public var bestEpoch = 0
  /// Validations since the best.
  public var validationsWithoutImprovement = 0
  /// What the learning-rate schedule remembers of the losses.
  var plateau = PlateauState()

  private let optimizer: OptimizerConfiguration

  /// The start of a training, with initial parameters.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - optimizer: What updates the parameters; each stage starts with a new state of it.
  ///   - seed: The seed of the initial parameters.
  ///   - averaging: The decay of the running average of the parameters; nil for no average.
  ///   - executor: Makes the vectors, and runs the training.
  public init(
    _ model: TracedModel, optimizer: OptimizerConfiguration, seed: UInt64, averaging: Double? = nil,
    executor: any TensorExecutor
  ) {
    parameters = executor.makeVector(model.parameters.initialValues(seed: seed))
    average = averaging.map { [parameters] in ParameterAverage(of: parameters, decay: $0, on: executor) }
    self.optimizer = optimizer
    rules = Self.rules(of: 0, model, optimizer, executor)
  }

  /// The parameters that are evaluated: the running average, where there is one.
  public var evaluatedParameters: any DeviceVector { average?.values ?? parameters }

  /// The mean loss over the images of the epoch so far.
  var meanLoss: Double { lossSum / Double(max(lossCount, 1)) }
  /// The mean loss since the last report.
  var recentMeanLoss: Double { recentLossSum / Double(max(recentLossCount, 1)) }

  /// Moves to the start of `stage`, with fresh optimisers.
  mutating func begin(_ stage: Int, of model: TracedModel, on executor: any TensorExecutor) {
    self.stage = stage
    epochOfStage = 0
    bestLoss = nil
    validationsWithoutImprovement = 0
    plateau = PlateauState()
    rules = Self.rules(of: stage, model, optimizer, executor)
  }

  /// Notes the loss of a validation; whether it is the lowest of the stage so far.
  mutating func noteValidation(_ loss: Double) -> Bool {
    let isBest = loss.isFinite && bestLoss.map { loss < $0 } ?? true
    validationsWithoutImprovement = isBest ? 0 : validationsWithoutImprovement + 1
    if isBest { (bestLoss, bestEpoch) = (loss, epoch + 1) }
    return isBest
  }

  /// Moves to the start of the next epoch.
  mutating func startNextEpoch() {
    epoch += 1
    epochOfStage += 1
    batch = 0
    (lossSum, lossCount) = (0, 0)
    (recentLossSum, recentLossCount) = (0, 0)
  }

  private static func rules(
    of stage: Int, _ model: TracedModel, _ optimizer: OptimizerConfiguration, _ executor: any TensorExecutor
  ) -> [StepRule] {
    guard model.stages.indices.contains(stage) else { return [] }
    return model.stages[stage].objectives.map { _ in StepRule(optimizer, model.parameters, on: executor) }
  }
}
