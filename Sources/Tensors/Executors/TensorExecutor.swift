public import Clusters

/// A device that runs programs and training steps: the CPU here, accelerators through the same protocol.
///
/// An executor owns all state that training changes: parameters, optimizer moments and moving averages are its
/// ``DeviceVector``s. Programs, steps and ``VectorArithmetic`` work on these in place. A training step returns one
/// number to the host, its loss. Vectors are copied to the host on request alone, for a checkpoint.
///
/// Its inputs do not depend on a device:
///
/// - a ``Program``: a traced graph, the results to read, and the scalar to differentiate;
/// - a ``TrainingStep``: a program with the update that follows its gradient;
/// - an ``UpdateRule``: how an update moves the parameters.
///
/// `prepare` returns an object that runs repeatedly without allocating. An executor traps on an unknown operation and
/// names it.
public protocol TensorExecutor: VectorArithmetic {
  /// The name in the records of a run: `avx512`.
  var name: String { get }

  /// The threads of a processor that share the work; nil for an accelerator.
  var threadCount: Int? { get }

  /// The processes that share the batches of training steps.
  var communicator: any Communicator { get }

  /// Prepares `program` for batches of at most `capacity` samples.
  func prepare(_ program: Program, capacity: Int) -> any PreparedProgram

  /// Prepares `step` for batches of at most `batchSize` samples of all processes, which share them evenly.
  func prepare(_ step: TrainingStep, batchSize: Int) -> any PreparedTrainingStep
}

extension TensorExecutor {
  public var threadCount: Int? { nil }
  public var communicator: any Communicator { SingleProcess() }
  /// Whether it computes elsewhere than on the host's processor.
  public var isAccelerator: Bool { threadCount == nil }
}
