import CPUEngine
package import Clusters
import Training

/// When the exchanges of a step of several processes can start, when their results are needed, and how long they are.
package struct StepExchanges: Codable, Hashable, Sendable {
  /// The exchanges, in the order in which they start.
  package var exchanges: [ScalingModel.Exchange]
  /// Calls of the communicator in a step besides.
  package var otherCalls: Double
}

extension StepExchanges {
  /// Observes a few steps of a workload; every process makes the same call.
  init(of workload: Workload, batch: Int, executor: CPUExecutor) throws {
    let exchanges = DeferredExchanges(executor.communicator)
    let shared = try SharedStep(
      workload, batch: batch,
      executor: CPUExecutor(executor.instructionSet, threads: executor.threads, communicator: exchanges))
    for _ in 0..<2 { shared.step() }
    let steps = (0..<3).map { _ in exchanges.observe(shared.step) }
    // The one that was disturbed least.
    self = steps.min { $0.seconds < $1.seconds }!.exchanges
  }
}

/// A communicator whose started exchanges wait until they are finished, so that they do not disturb what is computed.
private final class DeferredExchanges: ForwardedCommunicator, @unchecked Sendable {
  /// The exchanges of the step that is observed, with the seconds of computing before.
  private var noted: [ScalingModel.Exchange] = []
  private var start = ContinuousClock.now
  private var timesBefore = CommunicationTimes()

  init(_ processes: any Communicator) { super.init(processes, overlapsExchanges: true) }

  /// Makes a step, and returns its exchanges with the seconds of its computing.
  func observe(_ step: () -> Void) -> (exchanges: StepExchanges, seconds: Double) {
    noted = []
    processes.barrier()
    timesBefore = processes.times
    start = .now
    step()
    let seconds = max(computed, 1e-9)
    let calls = (processes.times - timesBefore).calls
    let exchanges = noted.map { exchange in
      ScalingModel.Exchange(
        exchange.kind, bytes: exchange.bytes, after: min(1, exchange.after / seconds),
        before: min(1, exchange.before / seconds))
    }
    return (StepExchanges(exchanges: exchanges, otherCalls: Double(calls - exchanges.count)), seconds)
  }

  /// Notes an exchange whose result is needed at once.
  private func note(_ kind: ScalingModel.Exchange.Kind, bytes: Int) {
    let place = computed
    noted.append(ScalingModel.Exchange(kind, bytes: Double(bytes), after: place, before: place))
  }

  /// Notes an exchange, which is made when its result is needed; what it reads must not change before.
  private func deferring(
    _ kind: ScalingModel.Exchange.Kind, bytes: Int, _ exchange: @escaping () -> Void
  ) -> any PendingExchange {
    note(kind, bytes: bytes)
    let index = noted.count - 1
    return DeferredExchange { [self] in
      noted[index].before = computed
      exchange()
    }
  }

  /// The seconds since the start of the step in which this process computed.
  private var computed: Double {
    (ContinuousClock.now - start).seconds - (processes.times - timesBefore).seconds
  }

  override func startSum(
    _ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    deferring(.sum, bytes: terms.count * MemoryLayout<Double>.size) { [processes] in processes.sum(terms, into: sums) }
  }

  override func sum(_ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>) {
    note(.sum, bytes: terms.count * MemoryLayout<Double>.size)
    processes.sum(terms, into: sums)
  }

  override func startGather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) -> any PendingExchange {
    deferring(.slices, bytes: values.count * MemoryLayout<Float>.size) { [processes] in
      processes.gather(values, counts: counts)
    }
  }

  override func gather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) {
    note(.slices, bytes: values.count * MemoryLayout<Float>.size)
    processes.gather(values, counts: counts)
  }

  override func startGather(
    _ own: UnsafeBufferPointer<Float>, counts: [Int], into all: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    deferring(.samples, bytes: counts.reduce(0, +) * MemoryLayout<Float>.size) { [processes] in
      processes.startGather(own, counts: counts, into: all).finish()
    }
  }

  override func gather(_ bytes: UnsafeRawBufferPointer, byteCounts: [Int], into all: UnsafeMutableRawBufferPointer) {
    // Others are short messages.
    if all.count > 1 << 16 { note(.samples, bytes: all.count) }
    processes.gather(bytes, byteCounts: byteCounts, into: all)
  }
}

private struct DeferredExchange: PendingExchange, @unchecked Sendable {
  let exchange: () -> Void

  func finish() { exchange() }
}
