/// A device that runs programs and training steps: the CPU here, accelerators through the same protocol.
///
/// An executor owns everything that a training changes. Parameters, moments of the optimizer and moving averages are
/// ``DeviceVector``s that it makes; programs, steps and ``VectorArithmetic`` work on these where they are. A training step
/// returns one number to the host, its loss. Vectors come to the host only when asked, for a checkpoint.
///
/// What is given to an executor is described without a device:
///
/// - a ``Program``: a traced graph, the results to read, and the scalar to differentiate;
/// - a ``TrainingStep``: a program with what follows its gradient;
/// - an ``UpdateRule``: how an update moves the parameters.
///
/// `prepare` turns a description into something that runs again and again without allocating. An executor traps, naming the
/// operation, where a program has one that it does not know.
public protocol Executor: VectorArithmetic {
  /// The name in the record of a run: `avx512`.
  var name: String { get }

  /// Prepares `program` for batches of at most `capacity` samples.
  func prepare(_ program: Program, capacity: Int) -> any PreparedProgram

  /// Prepares `step` for batches of at most `capacity` samples.
  func prepare(_ step: TrainingStep, capacity: Int) -> any PreparedTrainingStep
}
