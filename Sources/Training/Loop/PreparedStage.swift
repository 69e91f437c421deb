import Autoencoders
import CPUEngine
import ImageData
import NeuralNetworks
import Tensors

/// A stage of training with its programs.
struct PreparedStage {
  /// An objective with its program.
  struct PreparedObjective {
    let program: any PreparedProgram
    /// The floats of a flat vector that it trains.
    let ranges: [Range<Int>]
    /// Statistics that it renews.
    let updatedRanges: [Range<Int>]
  }

  let objectives: [PreparedObjective]
  let evaluator: Evaluator

  init(
    _ stage: TrainingStage, _ model: TracedModel, _ settings: TrainingSettings, capacity: Int, executor: CPUExecutor
  ) throws {
    objectives = try stage.objectives.enumerated().map { index, objective in
      let program = try model.training(
        objective, penalties: try settings.allPenalties, after: stage.objectives[..<index],
        corrupt: { settings.corruption($0, pixels: settings.scaling.range) })
      return PreparedObjective(
        program: executor.prepare(program, capacity: capacity),
        ranges: model.ranges(trainedBy: objective, within: settings.trainable),
        updatedRanges: model.statistics(program.updatedRanges, renewedBy: objective, within: settings.trainable))
    }
    evaluator = try Evaluator(model, stage: stage, scaling: settings.scaling, executor: executor)
  }
}
