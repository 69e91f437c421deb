public import CPUEngine
import Tensors

/// How evenly the work of a step divides among so many threads, as a team of them shares it out.
public struct Division: Codable, Hashable, Sendable {
  /// One stage of the step.
  public struct Stage: Codable, Hashable, Sendable {
    public var title: String
    /// Tasks that threads can share.
    public var tasks: Int
    /// The part of the step's arithmetic.
    public var share: Double
    /// The load of the busiest thread over the mean: by arithmetic, or by bytes where there is none.
    public var unevenness: Double
  }

  public var workload: String
  public var task: BenchmarkTask
  public var batch: Int
  /// The threads of the division.
  public var threads: Int
  /// The arithmetic of the busiest threads of all stages over the mean.
  public var unevenness: Double
  public var stages: [Stage]
}

extension Workload {
  /// Divides the arithmetic of a step of `task` among `threads`; nothing is run.
  ///
  /// - Throws: `ShapeError` when the model does not fit its images.
  public func division(
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
        title: title, tasks: partition.tasks, share: Double(arithmetic) / total, unevenness: partition.unevenness)
    }
    return Division(
      workload: name, task: task, batch: prepared.batch, threads: threads, unevenness: mean > 0 ? largest / mean : 1,
      stages: lines)
  }
}
