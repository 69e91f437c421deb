import Dispatch

/// Runs the work of a ``JobQueue`` on a queue of its own, so that waiting for a disk takes no thread of Swift's concurrency.
final class JobThread: SerialExecutor {
  private let queue = DispatchQueue(label: "hourglass.jobs")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
