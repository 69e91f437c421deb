import Autoencoders
import ImageData
import ImageShapes
import NeuralNetworks
import Tensors

/// A stage of training, ready to run: a step for each objective, and what validates it.
struct PreparedStage {
  let objectives: [any PreparedTrainingStep]
  /// For each objective, the floats of a flat vector that it trains.
  let trained: [[Range<Int>]]
  let evaluator: Evaluator
  /// The norm of the last step's gradient over all objectives; nil where no gradient was applied.
  var lastGradientNorm: Double? {
    let norms = objectives.compactMap { $0.lastGradientNorm() }
    return norms.isEmpty ? nil : norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  init(
    _ stage: TrainingStage, _ model: TracedModel, _ settings: TrainingSettings, bounds: GradientBounds, batchSize: Int,
    executor: any TensorExecutor
  ) throws {
    let steps = try stage.objectives.enumerated().map { index, objective in
      let (program, loss) = try model.training(
        objective, penalties: try settings.allPenalties, after: stage.objectives[..<index],
        corrupt: { settings.corruption($0, pixels: settings.scaling.range) })
      return TrainingStep(
        program, loss: loss, trained: model.ranges(trainedBy: objective, within: settings.trainable),
        statistics: model.statistics(program.renewedRanges, renewedBy: objective, within: settings.trainable),
        bounds: bounds)
    }
    trained = steps.map(\.trained)
    objectives = steps.map { executor.prepare($0, batchSize: batchSize) }
    evaluator = try Evaluator(
      model, stage: stage, isMeasuring: false, scaling: settings.scaling, seed: settings.seed, isShared: true,
      executor: executor)
  }
}
