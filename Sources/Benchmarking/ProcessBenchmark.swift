import Autoencoders
package import CPUEngine
package import Clusters
import ImageData
import NeuralNetworks
import Tensors
import Training

/// The time of a training step in several processes, and where it goes: the mean of one step on rank 0, in milliseconds.
package struct ProcessBenchmark: Codable, Hashable, Sendable {
  package var workload: String
  package var processes: Int
  /// Threads of each process.
  package var threads: Int
  /// Images of a step, of all processes.
  package var batch: Int
  package var msPerStep: Double
  package var imagesPerSecond: Double
  /// All but the next three.
  package var computingMs: Double
  /// Copying and adding what other processes sent.
  package var packingMs: Double
  package var communicatingMs: Double
  /// Waiting for processes that came later.
  package var waitingMs: Double
  /// Bytes of the gradient.
  package var gradientBytes: Int
  /// Calls of the communicator in a step.
  package var calls: Double

  /// Predicts steps in many processes with a connection.
  ///
  /// One process computes the whole batch as fast as these compute their parts.
  package func scaling(_ link: LinkMeasurement) -> ScalingModel {
    ScalingModel(
      computing: computingMs * 1e-3 * Double(processes), gradientBytes: Double(gradientBytes),
      // The gradient is one call, and the counts of images another, which a training makes besides.
      shortMessages: processes > 1 ? max(1, calls) : 1, link: link)
  }
}

extension Workload {
  /// Times training steps of which each process of the executor's communicator computes a share; every process makes the
  /// same call.
  ///
  /// - Parameters:
  ///   - batch: Images of a step, of all processes, at least one for each; nil for the workload's own.
  ///   - executor: The processor, and the processes.
  ///   - seconds: The length of a window.
  ///   - repeats: The number of windows; the median is returned.
  /// - Throws: `ShapeError` when the model does not fit its images.
  package func measureProcesses(
    batch: Int? = nil, executor: CPUExecutor, seconds: Double = 1, repeats: Int = 5
  ) throws -> ProcessBenchmark {
    let communicator = executor.communicator
    let prepared = try SharedStep(self, batch: batch ?? batchSize, executor: executor)
    // All processes make the same number of steps.
    for _ in 0..<2 { prepared.step() }
    let once = communicator.broadcast(max(1e-6, Self.seconds { prepared.step() }))
    let steps = max(1, Int((seconds / once).rounded(.up)))
    for _ in 0..<max(1, Int(Self.warmUp / once)) { prepared.step() }
    var windows: [(seconds: Double, times: CommunicationTimes)] = []
    for _ in 0..<repeats {
      communicator.barrier()
      let before = communicator.times
      let elapsed = Self.seconds { for _ in 0..<steps { prepared.step() } }
      windows.append((elapsed / Double(steps), communicator.times - before))
    }
    let median = windows.sorted { $0.seconds < $1.seconds }[repeats / 2]
    let times = median.times
    func ms(_ seconds: Double) -> Double { seconds / Double(steps) * 1e3 }
    return ProcessBenchmark(
      workload: name, processes: communicator.size, threads: executor.threads.count, batch: prepared.batch,
      msPerStep: median.seconds * 1e3, imagesPerSecond: Double(prepared.batch) / median.seconds,
      computingMs: max(0, median.seconds * 1e3 - ms(times.seconds)), packingMs: ms(times.packing),
      communicatingMs: ms(times.transferring), waitingMs: ms(times.waiting), gradientBytes: prepared.gradientBytes,
      calls: Double(times.calls) / Double(steps))
  }

  private static func seconds(_ work: () -> Void) -> Double {
    let start = ContinuousClock.now
    work()
    return (ContinuousClock.now - start).seconds
  }
}

/// A training step of which this process computes a share.
private struct SharedStep {
  /// Images of all processes.
  let batch: Int
  let gradientBytes: Int
  /// Makes a step.
  let step: () -> Void

  init(_ workload: Workload, batch: Int, executor: CPUExecutor) throws {
    let communicator = executor.communicator
    let model = try TracedModel(workload.configuration, image: workload.image)
    let scaling = workload.configuration.pixelRange
    let counts = (0..<communicator.size).map { share(of: batch, rank: $0, size: communicator.size).count }
    let images = PreparedWorkload.images(workload, count: counts[communicator.rank])
    let parameters = executor.makeVector(model.parameters.initialValues(seed: 0))
    let count = model.parameters.vectorCount
    let training = try model.training()
    let step = executor.prepare(
      TrainingStep(training.program, loss: training.loss, trained: [0..<model.parameters.trainedCount]),
      capacity: images.count)
    let position = RunPosition(
      share: communicator.size > 1 ? BatchShare(counts: counts, rank: communicator.rank) : nil)
    var optimizer = OptimizerState(Adam(learningRate: 1e-4), parameterCount: count, on: executor)
    self.batch = batch
    gradientBytes = model.parameters.trainedCount * MemoryLayout<Float>.size
    self.step = {
      images.fed(scaling: scaling) { batch in
        _ = step.step(
          batch, parameters: parameters, rule: optimizer.nextRule(learningRate: 1e-4),
          state: optimizer.moments.map(\.values), average: nil, at: position, next: nil)
      }
    }
  }
}
