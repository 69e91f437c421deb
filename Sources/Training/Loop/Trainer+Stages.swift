import Autoencoders
import Clusters
import ImageData
import Tensors

extension Trainer {
  /// Moves `state` to the next stage where its own is done; false after the last.
  func enterStage(_ state: inout TrainingState) -> Bool {
    guard isStageDone(state) else { return true }
    guard state.stage + 1 < model.stages.count else { return false }
    state.begin(state.stage + 1, of: model, on: executor)
    return true
  }

  /// Whether the stage of `state` is done: all its epochs, or as many validations without improvement as allowed.
  func isStageDone(_ state: TrainingState) -> Bool {
    state.batch == 0
      && (state.epochOfStage >= settings.epochs
        || settings.patience.map { state.validationsWithoutImprovement >= $0 } ?? false)
  }

  /// Whether the last stage is done.
  func isDone(_ state: TrainingState) -> Bool {
    isStageDone(state) && state.stage + 1 == model.stages.count
  }

  /// The stage of `state` with its programs.
  func prepareStage(_ state: TrainingState) throws -> PreparedStage {
    let stage = try PreparedStage(
      model.stages[state.stage], model, settings, bounds: bounds, batchSize: min(settings.batchSize, imagesPerEpoch),
      executor: executor)
    for (index, objective) in stage.objectives.enumerated() {
      stopwatch?.add(objective.program, title: title(ofObjective: index, state))
    }
    return stage
  }

  /// What a profile calls an objective's program; nil where there is one alone.
  private func title(ofObjective index: Int, _ state: TrainingState) -> String? {
    let hasStages = model.stages.count > 1
    let hasObjectives = model.stages[state.stage].objectives.count > 1
    guard hasStages || hasObjectives else { return nil }
    return [hasStages ? "stage \(state.stage + 1)" : nil, hasObjectives ? "objective \(index + 1)" : nil]
      .compactMap(\.self).joined(separator: ", ")
  }
}
