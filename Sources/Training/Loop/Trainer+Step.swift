import ImageData
import NeuralNetworks
import Tensors

extension Trainer {
  /// One step: each objective in turn changes what it trains; returns the first one's loss.
  func step(_ stage: PreparedStage, _ group: [ImageBatch], _ state: inout TrainingState) -> Double {
    let images = group.reduce(0) { $0 + $1.count }
    var reported = 0.0
    for index in stage.objectives.indices {
      let loss = optimize(stage, index, group, &state)
      if index == 0 { reported = loss }
      // A loss that is not finite leaves the parameters as they were.
      guard loss.isFinite else {
        reported = loss
        break
      }
    }
    state.step += 1
    state.batch += group.count
    state.lossSum += reported * Double(images)
    state.lossCount += images
    if state.recentLossCount >= min(dataset.training.count / 8, 5000) {
      (state.recentLossSum, state.recentLossCount) = (0, 0)
    }
    state.recentLossSum += reported * Double(images)
    state.recentLossCount += images
    return reported
  }

  /// Changes what objective `index` trains along its gradient over the batches of `group`; returns its loss before.
  private func optimize(
    _ stage: PreparedStage, _ index: Int, _ group: [ImageBatch], _ state: inout TrainingState
  ) -> Double {
    let step = stage.objectives[index]
    // The average follows the parameters once a step, after the last objective.
    let isLast = index == stage.objectives.count - 1
    switch state.rules[index] {
    case .batch(var optimizer):
      let loss = differentiate(step, group, at: state.parameters, state, renewsStatistics: true)
      guard loss.isFinite else { return loss }
      let start = ContinuousClock.now
      step.update(
        state.parameters, by: optimizer.nextRule(learningRate: learningRate(optimizer.learningRate, state)),
        state: optimizer.moments.map(\.values), average: isLast ? state.average?.nextUpdate() : nil)
      if let stopwatch {
        stopwatch.note(.optimizer, ContinuousClock.now - start)
        stopwatch.noteUpdate(optimizer.optimizer, parameters: stage.trained[index].reduce(0) { $0 + $1.count })
      }
      state.rules[index] = .batch(optimizer)
      return loss
    case .fullBatch(var optimizer):
      let iteration = optimizer.iterate(state.parameters, ranges: stage.trained[index], on: executor) { at, written in
        let loss = differentiate(step, group, at: at, state, renewsStatistics: false)
        step.takeGradient(into: written)
        return loss
      }
      state.rules[index] = .fullBatch(optimizer)
      guard iteration.ending != .notFinite else { return .nan }
      if isLast { state.average?.nextUpdate().move(towards: state.parameters, with: executor) }
      return iteration.loss
    }
  }

  /// The learning rate of the step that `state` is about to make, where it would be `base` without a schedule.
  private func learningRate(_ base: Double, _ state: TrainingState) -> Double {
    let stepOfStage = state.epochOfStage * stepsPerEpoch(state) + state.batch / settings.accumulation
    return settings.schedule.rate(
      base: base, step: stepOfStage, totalSteps: settings.epochs * stepsPerEpoch(state),
      stepsPerEpoch: stepsPerEpoch(state), plateau: state.plateau)
  }

  /// The mean loss over the batches of `group`; `step` has accumulated its gradient.
  private func differentiate(
    _ step: any PreparedTrainingStep, _ group: [ImageBatch], at parameters: any DeviceVector, _ state: TrainingState,
    renewsStatistics: Bool
  ) -> Double {
    let images = group.reduce(0) { $0 + $1.count }
    step.reset()
    var loss = 0.0
    for (place, batch) in group.enumerated() where batch.count > 0 {
      // A position of its own for each batch, so that no two have the same noise.
      let position = RunPosition(seed: settings.seed, step: state.epoch * batchesPerEpoch + state.batch + place)
      let mean = batch.withFeeds(scaling: settings.scaling) { feeds in
        step.accumulate(
          count: batch.count, feeds: feeds, parameters: parameters, renewsStatistics: renewsStatistics, at: position)
      }
      loss += mean * Double(batch.count) / Double(images)
    }
    return loss
  }
}
