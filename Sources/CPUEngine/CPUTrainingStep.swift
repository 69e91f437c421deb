import Clusters
import Diagnostics
import Tensors

/// A training step on the processor: the program, its gradient, and the mean gradient over several batches.
final class CPUTrainingStep: PreparedTrainingStep {
  var program: any PreparedProgram { plannedProgram }
  var statistics: [Range<Int>] { step.statistics }
  private let plannedProgram: CPUProgram
  private let step: TrainingStep
  private let executor: CPUExecutor
  private let gradients: FlatVector
  /// How processes of one host update; nil where each updates all parameters by itself.
  private var sharedUpdate: SharedUpdate?
  /// Whether the processes have shared an update.
  private var hasShared = false
  /// The mean gradient and terms of all batches but the last; allocated for the first step of several batches.
  private var mean: (gradients: FlatVector, terms: FlatVector)?
  /// The gradient of the last update, with its norm where a bound needed it; the memory is overwritten by the next step.
  private var applied: (gradient: FlatVector, norm: Double?)?
  private var batches = 0
  private var samples = 0
  /// Whether other processes have terms of the gradient.
  private var isShared = false
  /// Whether the batch that runs is the only one of the step, so that its gradient is the step's.
  private var isOnlyBatch = false

  init(_ step: TrainingStep, _ program: CPUProgram, executor: CPUExecutor) {
    (self.step, plannedProgram, self.executor) = (step, program, executor)
    gradients = FlatVector(count: step.program.graph.parameters.trainedCount)
    if executor.sharesUpdates {
      sharedUpdate = SharedUpdate(step, parts: program.plan.gradient, executor: executor)
    }
  }

  func step(
    _ batch: FedBatch, parameters: any DeviceVector, rule: UpdateRule, state: [any DeviceVector],
    average: AverageUpdate?, at position: RunPosition, next: FedBatch?
  ) -> Double {
    isOnlyBatch = true
    defer { isOnlyBatch = false }
    return stepInParts(batch, parameters: parameters, rule: rule, state: state, average: average, at: position)
  }

  func accumulate(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double {
    if batches == 1 {
      let mean = mean ?? (FlatVector(count: gradients.count), FlatVector(count: plannedProgram.terms.count))
      executor.copy(gradients, to: mean.gradients, ranges: mean.gradients.everything)
      mean.terms.copyAll(of: plannedProgram.terms)
      self.mean = mean
    }
    plannedProgram.run(
      count: count, feeds: feeds, parameters: parameters, gradients: gradients, startingExchanges: isOnlyBatch,
      at: position)
    isShared = position.share != nil
    if !isShared { plannedProgram.round(plannedProgram.terms, to: gradients) }
    batches += 1
    samples += position.batchCount(count)
    if batches > 1, let mean {
      let weight = Double(position.batchCount(count)) / Double(samples)
      executor.interpolate(
        mean.gradients, towards: gradients, by: Float(weight), ranges: mean.gradients.everything)
      mean.terms.interpolateDoubles(towards: plannedProgram.terms, by: weight)
    }
    if parameters.inHostMemory.isShared || plannedProgram.sharesMemory { waitForOthers(at: position) }
    if renewsStatistics { plannedProgram.renewStatistics(of: parameters, in: step.statistics) }
    return Double(plannedProgram.value(of: step.loss))
  }

  func update(
    _ parameters: any DeviceVector, by rule: UpdateRule, state: [any DeviceVector], average: AverageUpdate?
  ) {
    if isShared, let sharedUpdate {
      let vectors = state.map(\.inHostMemory)
      if sharedUpdate.update(
        parameters.inHostMemory, along: accumulated.gradients, terms: accumulated.terms, by: rule, state: vectors,
        average: average)
      {
        if !hasShared { plannedProgram.shareMemory() }
        hasShared = true
        return reset()
      }
      self.sharedUpdate = nil
    }
    for vector in [parameters] + state + [average?.average].compactMap(\.self) {
      vector.inHostMemory.leaveSharedMemory()
    }
    let gradients = combined()
    applied = (gradients, step.bounds.apply(to: gradients, ranges: step.trained, with: executor))
    executor.apply(rule, to: parameters, along: gradients, state: state, ranges: step.trained)
    average?.move(towards: parameters, with: executor)
    reset()
  }

  func lastGradientNorm() -> Double? {
    sharedUpdate?.lastNorm() ?? applied.map { $0.norm ?? executor.norm($0.gradient, ranges: step.trained) }
  }

  func takeGradient(into written: any DeviceVector) {
    executor.copy(combined(), to: written, ranges: gradients.everything)
    reset()
  }

  func reset() {
    plannedProgram.finishStarted()
    (batches, samples) = (0, 0)
  }

  /// Waits until all processes have computed their gradients, and read what they share, unless they have just exchanged
  /// values after that.
  private func waitForOthers(at position: RunPosition) {
    guard let share = position.share else { return }
    let isLast = batches == 1 && !share.counts.contains(0)
    if !isLast || !plannedProgram.plan.endsWithExchange { executor.communicator.barrier() }
  }

  /// The mean gradient of all batches, combined with the other processes' parts.
  private func combined() -> FlatVector {
    let (gradients, terms) = accumulated
    if isShared { plannedProgram.combine(gradients, terms: terms) }
    return gradients
  }

  /// The mean gradient of all batches of this process, and the mean of its terms.
  private var accumulated: (gradients: FlatVector, terms: FlatVector) {
    require(batches > 0, "cannot update before a batch was accumulated")
    if batches > 1, let mean { return mean }
    return (gradients, plannedProgram.terms)
  }
}
