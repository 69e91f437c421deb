import CPUEngine
import Foundation

extension CPUExecutor {
  /// An executor with the instructions that `HOURGLASS_ISA` names, or the fastest, and a thread for each processor.
  ///
  /// - Throws: `InstructionSetError` when `HOURGLASS_ISA` cannot be followed.
  static func ofThisProcess() throws -> CPUExecutor {
    CPUExecutor(
      try InstructionSet.chosen(environment: ProcessInfo.processInfo.environment),
      threads: ThreadPool(count: ProcessInfo.processInfo.activeProcessorCount))
  }
}
