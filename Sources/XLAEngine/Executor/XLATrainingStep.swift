import Clusters
import Diagnostics
import Tensors

/// A training step on a device: one executable, or for a step in parts one for loss and gradient and one for the update.
final class XLATrainingStep: PreparedTrainingStep {
  var program: any PreparedProgram { compiledProgram }
  var statistics: [Range<Int>] { step.statistics }
  private let compiledProgram: XLAProgram
  private let step: TrainingStep
  private let executor: XLAExecutor
  /// The gradient of the last batch of a step in parts.
  private lazy var gradients = executor.makeVector(count: step.program.graph.parameters.trainedCount).onDevice
  /// The mean gradient of all batches of the step.
  private var mean: XLAVector?
  private var batches = 0
  private var samples = 0
  /// Whether other processes have terms of the gradient.
  private var isShared = false
  /// The norm of the gradient of the last update, on the device.
  private var norm: Buffer?
  private var wholeSteps: [WholeStep.Variant: WholeStep] = [:]
  /// Host memory that the loss is read into.
  private let loss = UnsafeMutableBufferPointer<Float>.allocate(capacity: 1)

  init(_ step: TrainingStep, _ program: XLAProgram, executor: XLAExecutor) {
    (self.step, compiledProgram, self.executor) = (step, program, executor)
  }

  deinit { loss.deallocate() }

  func step(
    _ batch: FedBatch, parameters: any DeviceVector, rule: UpdateRule, state: [any DeviceVector],
    average: AverageUpdate?, at position: RunPosition, next: FedBatch?
  ) -> Double {
    // The gradient passes through the host, where processes add theirs.
    guard position.share == nil else {
      return stepInParts(
        batch, parameters: parameters, rule: rule, state: state, average: average, at: position)
    }
    let changed = [parameters.onDevice] + state.map(\.onDevice) + (average.map { [$0.average.onDevice] } ?? [])
    let table = step.program.graph.parameters
    require(changed[0].count == table.vectorCount, "\(changed[0].count) of \(table.vectorCount) parameters")
    let update = UpdateLowering(
      rule, stateCount: state.count, bounds: step.bounds, averageShare: average?.share)
    let mask = executor.mask(step.trained, count: table.trainedCount)
    let sent = compiledProgram.send(batch, as: compiledProgram.form(of: batch.count))
    let whole = wholeStep(sent.variant, update, counts: changed.map(\.count), hasMask: mask != nil)
    let words = executor.send(whole.words(batch, at: position, update))
    let arguments =
      [changed[0].buffer, words] + sent.buffers + changed.dropFirst().map(\.buffer) + (mask.map { [$0] } ?? [])
    let results = executor.run(whole.executable, arguments)
    for (vector, buffer) in zip(changed, results) { vector.buffer = buffer }
    norm = results[changed.count + 1]
    reset()
    let read = executor.startReading(results[changed.count], into: UnsafeMutableRawBufferPointer(loss))
    // The next batch is gathered and sent while the device computes.
    if let next { compiledProgram.sendAhead(next) }
    executor.wait(for: read)
    // To release an argument may be to wait for the run that takes its memory.
    withExtendedLifetime(arguments) {}
    return Double(loss[0])
  }

  private func wholeStep(
    _ variant: CompiledProgram.Variant, _ update: UpdateLowering, counts: [Int], hasMask: Bool
  ) -> WholeStep {
    let key = WholeStep.Variant(program: variant, update: update.title, counts: counts)
    if let known = wholeSteps[key] { return known }
    let made = WholeStep(
      step, compiledProgram.live, variant, update, counts: counts, hasMask: hasMask, executor)
    wholeSteps[key] = made
    return made
  }

  func accumulate(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double {
    // A run gives `gradients` another array; what it had stays the mean.
    if batches == 1 { mean = XLAVector(gradients.buffer, count: gradients.count, executor: executor) }
    compiledProgram.run(count: count, feeds: feeds, parameters: parameters, gradients: gradients, at: position)
    if renewsStatistics { compiledProgram.renewStatistics(of: parameters, in: step.statistics) }
    isShared = position.share != nil
    batches += 1
    let count = position.batchCount(count)
    samples += count
    if batches == 1 {
      mean = gradients
    } else {
      let share = Double(count) / Double(samples)
      executor.interpolate(accumulated, towards: gradients, by: Float(share), ranges: gradients.everything)
    }
    return Double(compiledProgram.value(of: step.loss))
  }

  func update(
    _ parameters: any DeviceVector, by rule: UpdateRule, state: [any DeviceVector], average: AverageUpdate?
  ) {
    norm = UpdateRun(rule, ranges: step.trained, bounds: step.bounds).run(
      parameters.onDevice, along: combined(), state.map(\.onDevice),
      average: average.map { ($0.average.onDevice, share: $0.share) }, on: executor)
    reset()
  }

  func lastGradientNorm() -> Double? { norm.map { executor.values(of: $0)[0] } }

  func takeGradient(into written: any DeviceVector) {
    executor.copy(combined(), to: written, ranges: gradients.everything)
    reset()
  }

  func reset() { (batches, samples) = (0, 0) }

  /// The mean gradient, with the terms of all processes.
  private func combined() -> XLAVector {
    let gradients = accumulated
    guard isShared else { return gradients }
    let host = gradients.hostCopy()
    host.withUnsafeMutableBuffer { executor.communicator.sum($0) }
    gradients.write(host)
    return gradients
  }

  private var accumulated: XLAVector {
    guard batches > 0, let mean else { fatalError("cannot update before a batch was accumulated") }
    return mean
  }
}

@available(*, unavailable)
extension XLATrainingStep: Sendable {}
