public import Autoencoders
public import NeuralNetworks
public import Tensors

/// Everything that the next step depends on, besides the configuration and the images.
///
/// Shuffling, noise and initial values are functions of the seed, so there is no generator to save.
public struct TrainingState {
  /// The parameter vector.
  public let parameters: FlatVector
  /// The running average of the parameters, where one is kept.
  var average: ParameterAverage?
  /// For each objective of the stage what changes its parameters.
  var rules: [StepRule]
  /// Steps done, over all stages.
  public var step = 0
  /// The stage of the training that has begun.
  public var stage = 0
  /// Epochs done of that stage.
  public var epochOfStage = 0
  /// Epochs done, over all stages.
  public var epoch = 0
  /// Batches done of the epoch that has begun.
  public var batch = 0
  /// The loss summed over the images of those batches, and their number.
  public var lossSum = 0.0
  public var lossCount = 0
  /// The same since the last report of the loss, of which an epoch has eight or more.
  public var recentLossSum = 0.0
  public var recentLossCount = 0
  /// The least validation loss of the stage so far, and its epoch.
  public var bestLoss: Double?
  public var bestEpoch = 0
  /// Validations since the best.
  public var validationsWithoutImprovement = 0
  /// What the learning-rate schedule remembers of the losses.
  var plateau = PlateauState()

  private let optimizer: OptimizerConfiguration

  /// The beginning of a run.
  ///
  /// `averaging` is how much of a running average of the parameters is kept at each step; nil for no average.
  public init(_ model: TracedModel, optimizer: OptimizerConfiguration, seed: UInt64, averaging: Double? = nil) {
    parameters = model.parameters.initialValues(seed: seed)
    average = averaging.map { [parameters] in ParameterAverage(of: parameters, decay: $0) }
    self.optimizer = optimizer
    rules = Self.rules(of: 0, model, optimizer)
  }

  /// What is evaluated and kept for use: the average, where one is kept.
  public var evaluatedParameters: FlatVector { average?.values ?? parameters }

  /// Moves to the beginning of `stage`, with fresh optimisers.
  mutating func begin(_ stage: Int, of model: TracedModel) {
    self.stage = stage
    epochOfStage = 0
    bestLoss = nil
    validationsWithoutImprovement = 0
    plateau = PlateauState()
    rules = Self.rules(of: stage, model, optimizer)
  }

  private static func rules(
    of stage: Int, _ model: TracedModel, _ optimizer: OptimizerConfiguration
  ) -> [StepRule] {
    guard model.stages.indices.contains(stage) else { return [] }
    return model.stages[stage].objectives.map { _ in StepRule(optimizer, model.parameters) }
  }
}
