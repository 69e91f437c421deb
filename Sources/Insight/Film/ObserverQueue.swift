import Dispatch

/// A queue on which an observer does what the training need not wait for, one job after another.
///
/// Call ``wait()`` before copying what the next job needs, so that at most one copy exists; nothing is dropped.
final class ObserverQueue: Sendable {
  private let queue: DispatchQueue
  private let underWay = DispatchGroup()

  init(_ name: String) { queue = DispatchQueue(label: "hourglass.\(name)", qos: .utility) }

  func start(_ job: @escaping @Sendable () -> Void) { queue.async(group: underWay, execute: job) }

  /// Waits until all jobs are done.
  func wait() { underWay.wait() }
}
