internal import CKernels
public import Clusters
internal import Synchronization
public import Tensors

/// Runs programs on the processor.
public final class CPUExecutor: TensorExecutor {
  /// The vector instructions in use.
  public let instructionSet: InstructionSet
  public var name: String { instructionSet.name }
  /// The threads that share the work.
  public let threads: ThreadPool
  public var threadCount: Int? { threads.count }
  /// Whether its programs record where their time goes.
  public let isProfiling: Bool
  /// Bytes of memory that its prepared programs and steps hold now, without parameters and other vectors.
  public var preparedBytes: Int { memory.bytes.load(ordering: .relaxed) }
  /// Combines what this process computes of a batch with the others'.
  public let communicator: any Communicator
  private let memory = ProgramMemory()
  /// Whether the processes have memory in common, as far as steps have asked for it.
  var hasSharedMemory = true

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - instructionSet: The vector instructions to use.
  ///   - threads: The threads that share the work.
  ///   - isProfiling: Whether its programs record where their time goes.
  ///   - communicator: The processes that share each batch whose position has a `BatchShare`.
  public init(
    _ instructionSet: InstructionSet, threads: ThreadPool, isProfiling: Bool = false,
    communicator: any Communicator = SingleProcess()
  ) {
    self.communicator = communicator
    self.instructionSet = instructionSet
    self.threads = threads
    self.isProfiling = isProfiling
  }

  public func prepare(_ program: Program, capacity: Int) -> any PreparedProgram {
    plan(program, capacity: capacity, batchSize: capacity)
  }

  public func prepare(_ step: TrainingStep, batchSize: Int) -> any PreparedTrainingStep {
    let capacity = max(1, communicator.largestShare(of: batchSize))
    return CPUTrainingStep(step, plan(step.program, capacity: capacity, batchSize: batchSize), executor: self)
  }

  private func plan(_ program: Program, capacity: Int, batchSize: Int) -> CPUProgram {
    let kernels = instructionSet.kernels.pointee
    let builder = PlanBuilder(
      program, capacity: capacity, batchSize: batchSize, threads: threads.count, ranks: communicator.size,
      kernels: kernels)
    return CPUProgram(
      builder.build(program), kernels: kernels, threads: threads, communicator: communicator, memory: memory,
      isProfiled: isProfiling)
  }
}

/// Counts the memory of an executor's programs.
final class ProgramMemory: Sendable {
  let bytes = Atomic(0)
}

@available(*, unavailable)
extension CPUExecutor: Sendable {}
