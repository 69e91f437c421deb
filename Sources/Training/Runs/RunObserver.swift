public import Autoencoders
public import Tensors

/// Follows the training of a run with access to its parameters: draws its film, or records it for other tools.
///
/// - All methods but ``flush()`` are called on the thread that trains, which waits for them. They run what needs the
///   executor, copy what they need, and leave the rest to a queue of their own.
/// - Parameters must not be changed.
/// - An error that a method throws ends the training; what merely cannot be written should be reported instead.
public protocol RunObserver: AnyObject, Sendable {
  /// The name in profiles, such as `film`.
  var name: String { get }

  /// Training starts, or is resumed after step `state.step`, which may be earlier than the last one observed.
  func begin(_ run: Run, _ state: ObservedState) throws

  /// An event has happened; `state` is the state after it.
  func observe(_ event: TrainingEvent, _ state: ObservedState) throws

  /// Waits until everything observed is written, or has failed to be.
  ///
  /// Called on any thread, and before each checkpoint is written: a resumed run has no gaps.
  func flush()

  /// Training has ended.
  func end(_ ending: RunEnding)
}

/// The state of a training, as its observers see it.
public struct ObservedState {
  /// Steps done.
  public let step: Int
  /// The stage under way; nil for a model without training.
  public let stage: TrainingStage?
  /// The parameters that are evaluated: the running average, where there is one.
  ///
  /// The next step changes them.
  public let parameters: any DeviceVector
  /// Runs programs on the thread that trains.
  public let executor: any TensorExecutor
}

/// How the training of a run ended.
public enum RunEnding: String, Codable, Hashable, Sendable {
  /// All epochs are done.
  case completed
  /// The training was asked to stop, and can be resumed.
  case interrupted
  /// An error ended the training, such as a loss that is not finite.
  case failed
}
