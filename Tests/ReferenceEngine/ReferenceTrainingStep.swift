package import Tensors

/// A training step of the reference: forward, backward, mean over the batches, bounds, update, average.
package final class ReferenceTrainingStep: PreparedTrainingStep {
  package let program: any PreparedProgram
  package var statistics: [Range<Int>] { step.statistics }
  private let step: TrainingStep
  private let executor: ReferenceExecutor
  private let forward: ReferenceProgram
  /// The sum over batches of the gradient times the number of samples.
  private var sum: [Double]
  private var samples = 0
  private var lastNorm: Double?

  init(_ step: TrainingStep, capacity: Int, executor: ReferenceExecutor) {
    (self.step, self.executor) = (step, executor)
    forward = ReferenceProgram(step.program, capacity: capacity)
    program = forward
    sum = [Double](repeating: 0, count: step.program.graph.parameters.trainedCount)
  }

  package func accumulate(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double {
    let gradients = ReferenceVector([Double](repeating: 0, count: sum.count))
    forward.run(count: count, feeds: feeds, parameters: parameters, gradients: gradients, at: position)
    if renewsStatistics { forward.renewStatistics(of: parameters, in: step.statistics) }
    for i in sum.indices { sum[i] += Double(count) * gradients.values[i] }
    samples += count
    return forward.number(of: step.loss)
  }

  package func update(
    _ parameters: any DeviceVector, by rule: UpdateRule, state: [any DeviceVector], average: AverageUpdate?
  ) {
    let gradients = ReferenceVector(meanGradient)
    if let bound = step.bounds.value {
      for i in step.trained.joined() { gradients.values[i] = min(max(gradients.values[i], -bound), bound) }
    }
    let norm = executor.norm(gradients, ranges: step.trained)
    lastNorm = norm
    if let bound = step.bounds.norm, norm > bound {
      for i in step.trained.joined() { gradients.values[i] *= bound / norm }
    }
    executor.apply(rule, to: parameters, along: gradients, state: state, ranges: step.trained)
    if let average {
      executor.interpolate(
        average.average, towards: parameters, by: average.share, ranges: average.average.everything)
    }
    reset()
  }

  package func lastGradientNorm() -> Double? { lastNorm }

  package func takeGradient(into gradients: any DeviceVector) {
    gradients.reference.values.replaceSubrange(sum.indices, with: meanGradient)
    reset()
  }

  package func reset() {
    for i in sum.indices { sum[i] = 0 }
    samples = 0
  }

  /// The gradient of the mean loss over all samples.
  private var meanGradient: [Double] {
    guard samples > 0 else { fatalError("cannot update before a batch was accumulated") }
    return sum.map { $0 / Double(samples) }
  }
}

@available(*, unavailable)
extension ReferenceTrainingStep: Sendable {}
