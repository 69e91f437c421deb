package import CPUEngine
import Tensors

/// The peak throughput of a machine, for a number of threads and an instruction set.
package struct MachinePeaks: Codable, Hashable, Sendable {
  /// Floating-point operations per second in 10⁹: multiply-adds between registers.
  package var gflopPerSecond: Double
  /// Bytes per second between processor and memory in 10⁹: two vectors read, one written, all far larger than the caches.
  package var gbPerSecond: Double

  package init(gflopPerSecond: Double, gbPerSecond: Double) {
    (self.gflopPerSecond, self.gbPerSecond) = (gflopPerSecond, gbPerSecond)
  }

  /// Measures both with the threads and instructions of `executor`, in about a second and with 384 MB.
  package init(measuredOn executor: CPUExecutor) {
    self.init(
      gflopPerSecond: executor.measuredArithmetic() / 1e9, gbPerSecond: executor.measuredBandwidth() / 1e9)
  }

  /// The lower bound in milliseconds for `work`: the time of its arithmetic or of its bytes, whichever is longer.
  package func milliseconds(for work: Work) -> (bound: Double, by: ProfileLine.Bound) {
    let (arithmetic, memory) = (work.operations / gflopPerSecond / 1e6, work.bytes / gbPerSecond / 1e6)
    return arithmetic >= memory ? (arithmetic, .arithmetic) : (memory, .memory)
  }
}

/// An amount of work: floating-point operations, and bytes from or to memory.
package struct Work: Hashable, Sendable {
  package var operations: Double
  package var bytes: Double

  package init(operations: Double = 0, bytes: Double = 0) { (self.operations, self.bytes) = (operations, bytes) }

  /// The work of `runs` runs of `stage` over a total of `images` images.
  init(_ stage: PlanStage, runs: Int, images: Int) {
    func total(_ count: BatchCount) -> Double { Double(count.fixed * runs + count.perImage * images) }
    self.init(operations: total(stage.arithmetic), bytes: total(stage.bytes))
  }

  static func + (a: Work, b: Work) -> Work { Work(operations: a.operations + b.operations, bytes: a.bytes + b.bytes) }
  static func * (factor: Double, a: Work) -> Work { Work(operations: factor * a.operations, bytes: factor * a.bytes) }
}
