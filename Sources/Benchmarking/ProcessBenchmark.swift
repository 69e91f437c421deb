package import CPUEngine
package import Clusters

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
  /// The part of it in which one process updates all parameters, by the same threads.
  package var updatingMs: Double
  /// Whether the processes share memory: each then updates a slice of the parameters.
  package var sharesMemory: Bool
  /// Whether the processes of a host have more threads than it has processors: then they wait for a processor, too, and
  /// `computingMs` includes time in which others computed.
  package var sharesProcessors: Bool
  /// Copying and adding what other processes sent.
  package var packingMs: Double
  package var communicatingMs: Double
  /// Waiting for processes that came later.
  package var waitingMs: Double
  /// Exchanges of gradients that took place during the computing.
  package var overlappedMs: Double
  /// What the model says of communicating, packing and waiting with the connection that was measured; nil for one process.
  package var predictedMs: Double?
  /// Bytes of the gradient.
  package var gradientBytes: Int
  /// Calls of the communicator in a step.
  package var calls: Double
  /// The exchanges of processes on several hosts; one process does not know them.
  package var exchanges: StepExchanges?

  /// Predicts steps in many processes with a connection; each process updates all parameters.
  ///
  /// One process computes the whole batch as fast as these compute their parts.
  ///
  /// - Parameters:
  ///   - link: The connection.
  ///   - isOverlapping: Whether exchanges take place during the computing.
  package func scaling(_ link: LinkMeasurement, isOverlapping: Bool) -> ScalingModel {
    let (computing, updating) = (computingMs * 1e-3, min(updatingMs, computingMs) * 1e-3)
    // The counts of images are another message, which a training sends besides.
    var model = ScalingModel(
      computing: sharesMemory
        ? computing * Double(processes) : (computing - updating) * Double(processes) + updating,
      updating: updating, gradientBytes: Double(gradientBytes), shortMessages: 1 + (exchanges?.otherCalls ?? 0),
      link: link)
    guard let exchanges else { return model }
    model.batch = Double(batch)
    model.exchanges = exchanges.exchanges
    guard !isOverlapping else { return model }
    for index in model.exchanges.indices { model.exchanges[index].after = model.exchanges[index].before }
    model.exchanges.sort { $0.before < $1.before }
    return model
  }

  /// Predicts the milliseconds of communicating, packing and waiting of these processes.
  ///
  /// - Parameters:
  ///   - link: The connection that was measured between them.
  ///   - isOverlapping: Whether exchanges take place during the computing.
  fileprivate func predictedMs(_ link: LinkMeasurement, isOverlapping: Bool) -> Double {
    var model = scaling(link, isOverlapping: isOverlapping)
    // No gradient is sent where it is in shared memory: the samples and the short messages are left.
    if sharesMemory {
      model.exchanges.removeAll { $0.kind != .samples }
      model.shortMessages = calls - Double(model.exchanges.count)
    }
    return model.prediction(ranks: processes, batches: .shared).communicating * 1e3
  }
}

extension Workload {
  /// Times training steps of which each process of the executor's communicator computes a share; every process makes the
  /// same call.
  ///
  /// - Parameters:
  ///   - batch: Images of a step, of all processes, at least one for each; nil for the workload's own.
  ///   - executor: The processor, and the processes.
  ///   - link: The connection between the processes, for what the model says; nil for one process.
  ///   - seconds: The length of a window.
  ///   - repeats: The number of windows; the median is returned.
  /// - Throws: `ShapeError` when the model does not fit its images.
  package func measureProcesses(
    batch: Int? = nil, executor: CPUExecutor, link: LinkMeasurement? = nil, seconds: Double = 1, repeats: Int = 5
  ) throws -> ProcessBenchmark {
    let communicator = executor.communicator
    let batch = batch ?? batchSize
    let exchanges = communicator.size > 1 ? try StepExchanges(of: self, batch: batch, executor: executor) : nil
    let prepared = try SharedStep(self, batch: batch, executor: executor)
    let updating = executor.secondsOfUpdate(count: prepared.gradientBytes / MemoryLayout<Float>.size)
    // All processes make the same number of steps.
    for _ in 0..<2 { prepared.step() }
    let once = communicator.broadcast(max(1e-6, secondsTaken { prepared.step() }))
    let steps = max(1, Int((seconds / once).rounded(.up)))
    for _ in 0..<max(1, Int(Self.warmUp / once)) { prepared.step() }
    var windows: [(seconds: Double, times: CommunicationTimes)] = []
    for _ in 0..<repeats {
      communicator.barrier()
      let before = communicator.times
      let elapsed = secondsTaken { for _ in 0..<steps { prepared.step() } }
      windows.append((elapsed / Double(steps), communicator.times - before))
    }
    let median = windows.sorted { $0.seconds < $1.seconds }[repeats / 2]
    let times = median.times
    func ms(_ seconds: Double) -> Double { seconds / Double(steps) * 1e3 }
    var result = ProcessBenchmark(
      workload: name, processes: communicator.size, threads: executor.threads.count, batch: batch,
      msPerStep: median.seconds * 1e3, imagesPerSecond: Double(batch) / median.seconds,
      computingMs: max(0, median.seconds * 1e3 - ms(times.seconds)), updatingMs: updating * 1e3,
      sharesMemory: prepared.sharesMemory(),
      sharesProcessors: communicator.sharesProcessors(threads: executor.threads.count), packingMs: ms(times.packing),
      communicatingMs: ms(times.transferring), waitingMs: ms(times.waiting), overlappedMs: ms(times.overlapped),
      gradientBytes: prepared.gradientBytes, calls: Double(times.calls) / Double(steps), exchanges: exchanges)
    result.predictedMs = link.map { result.predictedMs($0, isOverlapping: communicator.overlapsExchanges) }
    return result
  }
}
