import ImageData
import NeuralNetworks
import Tensors

extension Trainer {
  /// One step; returns the first objective's loss, or one that is not finite.
  ///
  /// The gradients of all objectives are taken at the parameters before the step; then each objective updates what it
  /// trains. A full-batch optimizer chooses its own points, so its objectives follow each other.
  ///
  /// - Parameter next: The batch of the next step, where it is in memory already.
  func step(
    _ stage: PreparedStage, _ group: StepBatches, next: ImageBatch?, _ state: inout TrainingState
  ) -> Double {
    let images = group.imageCount
    let reported = optimizeAtOnce(stage, group, next: next, &state) ?? optimize(stage, group, &state)
    state.step += 1
    state.batch += group.batches.count
    state.lossSum += reported * Double(images)
    state.lossCount += images
    if state.recentLossCount >= min(dataset.training.count / 8, 5000) {
      (state.recentLossSum, state.recentLossCount) = (0, 0)
    }
    state.recentLossSum += reported * Double(images)
    state.recentLossCount += images
    return reported
  }

  /// A step of one objective and one batch in one call; nil where it has several, or where its parts are measured.
  private func optimizeAtOnce(
    _ stage: PreparedStage, _ group: StepBatches, next: ImageBatch?, _ state: inout TrainingState
  ) -> Double? {
    guard stopwatch == nil, settings.accumulation == 1, group.batches.count == 1, stage.objectives.count == 1,
      case .batch(var optimizer) = state.rules[0]
    else { return nil }
    var average = state.average
    let rule = optimizer.nextRule(learningRate: learningRate(optimizer.learningRate, state))
    let change = average?.nextUpdate()
    let loss = group.batches[0].fed(scaling: settings.scaling) { batch in
      func step(_ next: FedBatch?) -> Double {
        stage.objectives[0].step(
          batch, parameters: state.parameters, rule: rule, state: optimizer.moments.map(\.values), average: change,
          at: position(ofBatch: 0, group, state), next: next)
      }
      return next?.fed(scaling: settings.scaling, step) ?? step(nil)
    }
    // A loss that is not finite has left all as it was.
    if loss.isFinite { (state.rules[0], state.average) = (.batch(optimizer), average) }
    return loss
  }

  private func optimize(_ stage: PreparedStage, _ group: StepBatches, _ state: inout TrainingState) -> Double {
    var losses: [Double] = []
    for (index, objective) in stage.objectives.enumerated() {
      guard case .batch = state.rules[index] else { continue }
      losses.append(differentiate(objective, group, at: state.parameters, state, renewsStatistics: true))
    }
    // A loss that is not finite leaves the parameters as they were.
    if let spoilt = losses.first(where: { !$0.isFinite }) { return spoilt }
    for index in stage.objectives.indices {
      // The average follows the parameters once a step, after the last objective.
      let isLast = index == stage.objectives.count - 1
      switch state.rules[index] {
      case .batch(var optimizer):
        update(stage, index, &optimizer, isLast: isLast, &state)
        state.rules[index] = .batch(optimizer)
      case .fullBatch(var optimizer):
        let loss = iterate(stage, index, &optimizer, group, isLast: isLast, &state)
        state.rules[index] = .fullBatch(optimizer)
        guard loss.isFinite else { return loss }
        losses.append(loss)
      }
    }
    return losses[0]
  }

  /// Updates what objective `index` trains along its gradient.
  private func update(
    _ stage: PreparedStage, _ index: Int, _ optimizer: inout OptimizerState, isLast: Bool, _ state: inout TrainingState
  ) {
    let start = ContinuousClock.now
    stage.objectives[index].update(
      state.parameters, by: optimizer.nextRule(learningRate: learningRate(optimizer.learningRate, state)),
      state: optimizer.moments.map(\.values), average: isLast ? state.average?.nextUpdate() : nil)
    guard let stopwatch else { return }
    stopwatch.note(.optimizer, ContinuousClock.now - start)
    stopwatch.noteUpdate(optimizer.optimizer, parameters: stage.trained[index].reduce(0) { $0 + $1.count })
  }

  /// One iteration of a full-batch optimizer on objective `index`; returns the loss before.
  private func iterate(
    _ stage: PreparedStage, _ index: Int, _ optimizer: inout any FullBatchOptimizer, _ group: StepBatches,
    isLast: Bool,
    _ state: inout TrainingState
  ) -> Double {
    let step = stage.objectives[index]
    let iteration = optimizer.iterate(state.parameters, ranges: stage.trained[index], on: executor) { at, written in
      let loss = differentiate(step, group, at: at, state, renewsStatistics: false)
      step.takeGradient(into: written)
      return loss
    }
    guard iteration.ending != .notFinite else { return .nan }
    if isLast { state.average?.nextUpdate().move(towards: state.parameters, with: executor) }
    return iteration.loss
  }

  /// The learning rate of the step that `state` is about to make, where it would be `base` without a schedule.
  private func learningRate(_ base: Double, _ state: TrainingState) -> Double {
    learningRate(base, step: state.epochOfStage * stepsPerEpoch(state) + state.batch / settings.accumulation, state)
  }

  /// The learning rate of the last step of the epoch of `state`; nil for an optimiser that searches along lines.
  func lastLearningRate(_ state: TrainingState) -> Double? {
    guard case .batch(let optimizer) = state.rules.first else { return nil }
    return learningRate(optimizer.learningRate, step: (state.epochOfStage + 1) * stepsPerEpoch(state) - 1, state)
  }

  private func learningRate(_ base: Double, step: Int, _ state: TrainingState) -> Double {
    settings.schedule.rate(
      base: base, step: step, totalSteps: settings.epochs * stepsPerEpoch(state),
      stepsPerEpoch: stepsPerEpoch(state), plateau: state.plateau)
  }

  /// The mean loss over the batches of `group`; `step` has accumulated its gradient.
  private func differentiate(
    _ step: any PreparedTrainingStep, _ group: StepBatches, at parameters: any DeviceVector, _ state: TrainingState,
    renewsStatistics: Bool
  ) -> Double {
    let images = group.imageCount
    step.reset()
    var loss = 0.0
    for (place, batch) in group.batches.enumerated() where group.imageCount(ofBatch: place) > 0 {
      let position = position(ofBatch: place, group, state)
      let mean = batch.withFeeds(scaling: settings.scaling) { feeds in
        step.accumulate(
          count: batch.count, feeds: feeds, parameters: parameters, renewsStatistics: renewsStatistics, at: position)
      }
      loss += mean * Double(group.imageCount(ofBatch: place)) / Double(images)
    }
    return loss
  }

  /// The position of batch `place` of the step: each has its own, so that no two have the same noise.
  private func position(ofBatch place: Int, _ group: StepBatches, _ state: TrainingState) -> RunPosition {
    RunPosition(
      seed: settings.seed, step: state.epoch * batchesPerEpoch + state.batch + place, share: group.shares[place])
  }
}
