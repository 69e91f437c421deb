package import CPUEngine
import Tensors

/// The partition of a step's work among threads.
package struct Division: Codable, Hashable, Sendable {
  /// A stage of the step.
  package struct Stage: Codable, Hashable, Sendable {
    package var title: String
    /// The number of tasks.
    package var tasks: Int
    /// The share of the step's arithmetic.
    package var share: Double
    /// The load of the busiest thread over the mean load, at least 1; in arithmetic, or in bytes without arithmetic.
    package var imbalance: Double
  }

  package var workload: String
  package var task: BenchmarkTask
  package var batch: Int
  /// The number of threads.
  package var threads: Int
  /// The arithmetic of the busiest threads of all stages over the mean, at least 1.
  package var imbalance: Double
  package var stages: [Stage]
}

extension Workload {
  /// Divides the work of a step of `task` among threads, without running it.
  ///
  /// - Parameters:
  ///   - task: The work of a step.
  ///   - batch: The number of images of a step; nil for the workload's own.
  ///   - threads: The number of threads.
  ///   - instructionSet: The instructions of the kernels.
  /// - Throws: `ShapeError` when the model does not fit its images.
  package func division(
    _ task: BenchmarkTask, batch: Int? = nil, among threads: Int, instructionSet: InstructionSet
  ) throws -> Division {
    let executor = CPUExecutor(instructionSet, threads: ThreadPool(count: threads), isProfiling: true)
    defer { executor.threads.close() }
    let prepared = try PreparedWorkload(self, task: task, batch: batch ?? self.batch(of: task), executor: executor)
    let stages = prepared.program.profile?.stages ?? []
    var parts = stages.map { ($0.title, $0.arithmetic.total(images: prepared.batch), $0.loads(images: prepared.batch)) }
    if let work = prepared.updateWork {
      let blocks = executor.blockSizes(of: [0..<prepared.parameterCount])
      let each = work.operations / Double(max(prepared.parameterCount, 1))
      parts.append(("optimiser", Int(work.operations), blocks.map { Double($0) * each }))
    }
    let total = Double(max(parts.reduce(0) { $0 + $1.1 }, 1))
    var (largest, mean) = (0.0, 0.0)
    let lines = parts.map { title, arithmetic, loads in
      let partition = Partition(loads, threads: threads)
      if arithmetic > 0 {
        largest += partition.largest
        mean += partition.mean
      }
      return Division.Stage(
        title: title, tasks: partition.tasks, share: Double(arithmetic) / total, imbalance: partition.imbalance)
    }
    return Division(
      workload: name, task: task, batch: prepared.batch, threads: threads, imbalance: mean > 0 ? largest / mean : 1,
      stages: lines)
  }
}
