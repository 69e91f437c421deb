import CPUEngine
import ImageData
import NeuralNetworks
import Tensors

extension Trainer {
  /// One step: each objective in turn changes what it trains; returns the first one's loss.
  func step(
    _ stage: PreparedStage, _ group: [ImageBatch], _ state: inout TrainingState,
    _ accumulator: inout GradientAccumulator?
  ) -> Double {
    let images = group.reduce(0) { $0 + $1.count }
    var reported = 0.0
    for (index, objective) in stage.objectives.enumerated() {
      let loss = pursue(objective, group, state, &state.rules[index], &accumulator)
      if index == 0 { reported = loss }
      // A loss that is no number leaves the parameters as they were.
      guard loss.isFinite else {
        reported = loss
        break
      }
    }
    state.average?.update(state.parameters, on: executor)
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

  /// Changes what `objective` trains along its gradient over the batches of `group`; returns its loss before.
  private func pursue(
    _ objective: PreparedStage.PreparedObjective, _ group: [ImageBatch], _ state: TrainingState,
    _ rule: inout StepRule, _ accumulator: inout GradientAccumulator?
  ) -> Double {
    switch rule {
    case .batch(var optimizer):
      let (loss, gradients) = differentiate(objective, group, at: state.parameters, state, renewing: true, &accumulator)
      guard loss.isFinite else { return loss }
      let begin = ContinuousClock.now
      clipping.apply(to: gradients, ranges: objective.ranges, on: executor)
      let stepOfStage = state.epochOfStage * stepsPerEpoch(state) + state.batch / settings.accumulation
      let rate = settings.schedule.rate(
        base: optimizer.learningRate, step: stepOfStage, totalSteps: settings.epochs * stepsPerEpoch(state),
        stepsPerEpoch: stepsPerEpoch(state), plateau: state.plateau)
      optimizer.update(
        state.parameters, along: gradients, ranges: objective.ranges, learningRate: rate, on: executor)
      if let stopwatch {
        stopwatch.note(.optimizer, ContinuousClock.now - begin)
        stopwatch.noteUpdate(optimizer, parameters: objective.ranges.reduce(0) { $0 + $1.count })
      }
      rule = .batch(optimizer)
      return loss
    case .fullBatch(var optimizer):
      let iteration = optimizer.iterate(state.parameters, ranges: objective.ranges, on: executor) { at, written in
        let (loss, gradients) = differentiate(objective, group, at: at, state, renewing: false, &accumulator)
        executor.copy(gradients, to: written, ranges: [0..<written.count])
        return loss
      }
      rule = .fullBatch(optimizer)
      return iteration.ending == .notFinite ? .nan : iteration.loss
    }
  }

  /// The mean loss of `objective` over the batches of `group`, and its gradient.
  ///
  /// Statistics are renewed where `renewing` says so.
  private func differentiate(
    _ objective: PreparedStage.PreparedObjective, _ group: [ImageBatch], at parameters: FlatVector,
    _ state: TrainingState, renewing: Bool, _ accumulator: inout GradientAccumulator?
  ) -> (loss: Double, gradients: FlatVector) {
    let images = group.reduce(0) { $0 + $1.count }
    accumulator?.reset()
    var loss = 0.0
    for (place, batch) in group.enumerated() where batch.count > 0 {
      // A position of its own for each batch, so that no two have the same noise.
      let position = RunPosition(seed: settings.seed, step: state.epoch * batchesPerEpoch + state.batch + place)
      objective.program.run(
        batch, scaling: settings.scaling, parameters: parameters, gradients: gradients, at: position)
      loss += Double(objective.program.value(of: "loss")) * Double(batch.count) / Double(images)
      if renewing { executor.copy(gradients, to: parameters, ranges: objective.updatedRanges) }
      accumulator?.add(gradients, samples: batch.count, on: executor)
    }
    return (loss, accumulator?.mean ?? gradients)
  }
}
