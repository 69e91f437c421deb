package import CPUEngine
import Foundation

extension CPUExecutor {
  /// Creates an executor with the instructions named by `HOURGLASS_ISA`, or the fastest, and a thread per processor.
  ///
  /// - Throws: `InstructionSetError` for an unusable `HOURGLASS_ISA`.
  package static func ofThisProcess() throws -> CPUExecutor {
    CPUExecutor(
      try InstructionSet.chosen(environment: ProcessInfo.processInfo.environment),
      threads: ThreadPool(count: ProcessInfo.processInfo.activeProcessorCount))
  }
}
