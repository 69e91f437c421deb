import CPUEngine
package import Clusters
import Training

/// When the exchanges of a gradient can start in a step of several processes, and how long they are.
package struct StepExchanges: Codable, Hashable, Sendable {
  /// The exchanges, in the order in which they start.
  package var exchanges: [ScalingModel.Exchange]
  /// The part of the computing of a step after which the update waits for them, in 0...1.
  package var updateAfter: Double
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
      ScalingModel.Exchange(exchange.kind, bytes: exchange.bytes, after: min(1, exchange.after / seconds))
    }
    let updateAfter = exchanges.last { $0.kind != .samples }?.after ?? 1
    return (
      StepExchanges(exchanges: exchanges, updateAfter: updateAfter, otherCalls: Double(calls - exchanges.count)),
      seconds
    )
  }

  private func note(_ kind: ScalingModel.Exchange.Kind, bytes: Int) {
    noted.append(ScalingModel.Exchange(kind, bytes: Double(bytes), after: computed))
  }

  private func note<Number>(_ kind: ScalingModel.Exchange.Kind, _ values: UnsafeMutableBufferPointer<Number>) {
    note(kind, bytes: values.count * MemoryLayout<Number>.size)
  }

  /// The seconds since the start of the step in which this process computed.
  private var computed: Double {
    (ContinuousClock.now - start).seconds - (processes.times - timesBefore).seconds
  }

  override func startSum(_ values: UnsafeMutableBufferPointer<Double>) -> any PendingExchange {
    note(.sum, values)
    return DeferredExchange { [processes] in processes.sum(values) }
  }

  override func sum(_ values: UnsafeMutableBufferPointer<Double>) {
    note(.sum, values)
    processes.sum(values)
  }

  override func startGather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) -> any PendingExchange {
    note(.slices, values)
    return DeferredExchange { [processes] in processes.gather(values, counts: counts) }
  }

  override func gather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) {
    note(.slices, values)
    processes.gather(values, counts: counts)
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
