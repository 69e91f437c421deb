import CPUEngine
package import Clusters
import Training

/// When the sums of a gradient can start in a step of several processes, and how long they are.
package struct GradientSums: Codable, Hashable, Sendable {
  /// The sums, in the order in which they start.
  package var sums: [ScalingModel.GradientSum]
  /// The part of the computing of a step after which the update waits for the sums, in 0...1.
  package var updateAfter: Double
  /// Calls of the communicator in a step besides these sums.
  package var otherCalls: Double
}

extension GradientSums {
  /// Observes a few steps of a workload; every process makes the same call.
  init(of workload: Workload, batch: Int, executor: CPUExecutor) throws {
    let sums = DeferredSums(executor.communicator)
    let shared = try SharedStep(
      workload, batch: batch,
      executor: CPUExecutor(executor.instructionSet, threads: executor.threads, communicator: sums))
    for _ in 0..<2 { shared.step() }
    let steps = (0..<3).map { _ in sums.observe(shared.step) }
    // The one that was disturbed least.
    self = steps.min { $0.seconds < $1.seconds }!.sums
  }
}

/// A communicator whose started sums wait until they are finished, so that they do not disturb what is computed.
private final class DeferredSums: ForwardedCommunicator, @unchecked Sendable {
  /// The started sums of the step that is observed: their bytes, and the seconds of computing before.
  private var started: [ScalingModel.GradientSum] = []
  /// The last sum that was not started: that of the terms which are left at the update.
  private var last: ScalingModel.GradientSum?
  private var start = ContinuousClock.now
  private var timesBefore = CommunicationTimes()

  init(_ processes: any Communicator) { super.init(processes, overlapsSums: true) }

  /// Makes a step, and returns its sums with the seconds of its computing.
  func observe(_ step: () -> Void) -> (sums: GradientSums, seconds: Double) {
    (started, last) = ([], nil)
    processes.barrier()
    timesBefore = processes.times
    start = .now
    step()
    let seconds = max(computed, 1e-9)
    let calls = (processes.times - timesBefore).calls
    let sums = (started + [last].compactMap(\.self)).map { sum in
      ScalingModel.GradientSum(bytes: sum.bytes, after: min(1, sum.after / seconds))
    }
    return (
      GradientSums(sums: sums, updateAfter: sums.last?.after ?? 1, otherCalls: Double(calls - sums.count)), seconds
    )
  }

  private func note(_ values: UnsafeMutableBufferPointer<Float>) -> ScalingModel.GradientSum {
    ScalingModel.GradientSum(bytes: Double(values.count * MemoryLayout<Float>.size), after: computed)
  }

  /// The seconds since the start of the step in which this process computed.
  private var computed: Double {
    (ContinuousClock.now - start).seconds - (processes.times - timesBefore).seconds
  }

  override func startSum(_ values: UnsafeMutableBufferPointer<Float>) -> any PendingSum {
    started.append(note(values))
    return DeferredSum(processes: processes, values: values)
  }

  override func sum(_ values: UnsafeMutableBufferPointer<Float>) {
    last = note(values)
    processes.sum(values)
  }
}

private struct DeferredSum: PendingSum, @unchecked Sendable {
  let processes: any Communicator
  let values: UnsafeMutableBufferPointer<Float>

  func finish() { processes.sum(values) }
}
