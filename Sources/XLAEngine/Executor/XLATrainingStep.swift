import Diagnostics
import Tensors

/// A training step on a device: one executable for loss and gradient, one for the update.
final class XLATrainingStep: PreparedTrainingStep {
  var program: any PreparedProgram { compiledProgram }
  var statistics: [Range<Int>] { step.statistics }
  private let compiledProgram: XLAProgram
  private let step: TrainingStep
  private let executor: XLAExecutor
  /// The gradient of the last batch.
  private let gradients: XLAVector
  /// The mean gradient of all batches of the step.
  private var mean: XLAVector
  private var batches = 0
  private var samples = 0
  /// The norm of the gradient of the last update, on the device.
  private var norm: Buffer?

  init(_ step: TrainingStep, _ program: XLAProgram, executor: XLAExecutor) {
    (self.step, compiledProgram, self.executor) = (step, program, executor)
    gradients = executor.makeVector(count: step.program.graph.parameters.trainedCount).onDevice
    mean = gradients
  }

  func accumulate(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double {
    // A run gives `gradients` another array, so the first batch's is kept by taking it over.
    if batches == 1 { mean = XLAVector(gradients.buffer, count: gradients.count, executor: executor) }
    if batches == 0 { mean = gradients }
    compiledProgram.run(count: count, feeds: feeds, parameters: parameters, gradients: gradients, at: position)
    if renewsStatistics { compiledProgram.renewStatistics(of: parameters, in: step.statistics) }
    batches += 1
    samples += count
    if batches > 1 {
      let share = Double(count) / Double(samples)
      executor.interpolate(mean, towards: gradients, by: Float(share), ranges: mean.everything)
    }
    return Double(compiledProgram.value(of: step.loss))
  }

  func update(
    _ parameters: any DeviceVector, by rule: UpdateRule, state: [any DeviceVector], average: AverageUpdate?
  ) {
    norm = UpdateRun(rule, ranges: step.trained, bounds: step.bounds).run(
      parameters.onDevice, along: accumulated, state.map(\.onDevice),
      average: average.map { ($0.average.onDevice, share: $0.share) }, on: executor)
    reset()
  }

  func lastGradientNorm() -> Double? { norm.map { executor.values(of: $0)[0] } }

  func takeGradient(into written: any DeviceVector) {
    executor.copy(accumulated, to: written, ranges: gradients.everything)
    reset()
  }

  func reset() { (batches, samples) = (0, 0) }

  private var accumulated: XLAVector {
    require(batches > 0, "cannot update before a batch was accumulated")
    return mean
  }
}

@available(*, unavailable)
extension XLATrainingStep: Sendable {}
