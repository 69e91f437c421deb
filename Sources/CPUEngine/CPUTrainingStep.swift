import Diagnostics
import Tensors

/// A training step on the processor's cores: the program, its gradient, and the mean gradient where there are several
/// batches.
final class CPUTrainingStep: PreparedTrainingStep {
  let program: any PreparedProgram
  private let step: TrainingStep
  private let executor: CPUExecutor
  private let gradients: FlatVector
  /// The mean gradient of all batches but the last; allocated when a step first has several.
  private var mean: FlatVector?
  private var batches = 0
  private var samples = 0

  init(_ step: TrainingStep, program: any PreparedProgram, executor: CPUExecutor) {
    (self.step, self.program, self.executor) = (step, program, executor)
    gradients = FlatVector(count: step.program.graph.parameters.trainedCount)
  }

  func accumulate(
    count: Int, feeds: [String: Feed], parameters: FlatVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double {
    if batches == 1 {
      let mean = mean ?? FlatVector(count: gradients.count)
      executor.copy(gradients, to: mean, ranges: mean.everything)
      self.mean = mean
    }
    program.run(count: count, feeds: feeds, parameters: parameters, gradients: gradients, at: position)
    if renewsStatistics { program.renewStatistics(of: parameters, in: step.statistics) }
    batches += 1
    samples += count
    if batches > 1, let mean {
      let share = Double(count) / Double(samples)
      executor.interpolate(mean, towards: gradients, by: Float(share), ranges: mean.everything)
    }
    return Double(program.value(of: step.program.results[0].name))
  }

  func update(_ parameters: FlatVector, by rule: UpdateRule, state: [FlatVector]) {
    let gradients = accumulated
    step.bounds.apply(to: gradients, ranges: step.trained, with: executor)
    executor.apply(rule, to: parameters, along: gradients, state: state, ranges: step.trained)
    reset()
  }

  func takeGradient(into written: FlatVector) {
    executor.copy(accumulated, to: written, ranges: [0..<gradients.count])
    reset()
  }

  func reset() { (batches, samples) = (0, 0) }

  private var accumulated: FlatVector {
    require(batches > 0, "an update without a batch")
    return batches > 1 ? mean ?? gradients : gradients
  }
}
