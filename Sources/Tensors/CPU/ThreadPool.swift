internal import CKernels
import Diagnostics
import Foundation
import Synchronization

/// A fixed team of threads that share out the tasks of one loop after another.
///
/// The caller takes part as worker 0. A waiting thread spins for some microseconds, because the next loop of a training
/// step is near, then sleeps. Which thread runs which task is not determined; results must not depend on it.
public final class ThreadPool: @unchecked Sendable {
  /// The threads of the team, the caller included.
  public let count: Int

  private let generation = Atomic<Int>(0)
  private let nextTask = Atomic<Int>(0)
  private let working = Atomic<Int>(0)
  private let sleeping = NSCondition()
  private let sleepers = Atomic<Int>(0)
  private let closing = Atomic<Bool>(false)
  private let isRunning = Atomic<Bool>(false)
  private let alive = Atomic<Int>(0)
  // Written by the caller before `generation` rises, read by workers after they have seen it rise.
  private nonisolated(unsafe) var taskCount = 0
  private nonisolated(unsafe) var body: ((Int, Int) -> Void)?
  private let spins: Int

  /// A team of `count` threads, at least 1; they live until ``close()`` or the end of the process.
  public init(count: Int) {
    require(count >= 1, "a team of \(count) threads")
    self.count = count
    // Where threads outnumber processors, spinning would keep the one that has work from its processor.
    spins = count <= ProcessInfo.processInfo.activeProcessorCount ? 20_000 : 50
    for worker in 1..<max(count, 1) {
      Thread.detachNewThread { [self] in
        // On Linux a thread's name reaches the system only from the thread itself.
        Thread.current.name = "hourglass \(worker)"
        work(as: worker)
      }
    }
  }

  /// The threads of the team, besides the caller, that have begun and not ended.
  package var aliveWorkers: Int { alive.load(ordering: .acquiring) }

  /// Ends the team's threads; the pool cannot be used after.
  public func close() {
    closing.store(true, ordering: .releasing)
    generation.wrappingAdd(1, ordering: .acquiringAndReleasing)
    wake()
  }

  /// Calls `body(task, worker)` once for each task from 0 to `tasks` - 1 and returns when all have ended.
  public func run(_ tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    require(!closing.load(ordering: .acquiring), "a team of threads was closed and then given work")
    guard tasks > 1, count > 1 else {
      for task in 0..<tasks { body(task, 0) }
      return
    }
    require(!isRunning.exchange(true, ordering: .acquiring), "a team of threads was given two loops at the same time")
    defer { isRunning.store(false, ordering: .releasing) }
    withoutActuallyEscaping(body) { body in
      self.body = body
      taskCount = tasks
      nextTask.store(0, ordering: .relaxed)
      working.store(count - 1, ordering: .relaxed)
      generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake() }
      takeTasks(as: 0, body)
      var waited = 0
      while working.load(ordering: .acquiring) > 0 {
        waited += 1
        if waited < spins { hg_spin_pause() } else { sched_yield() }
      }
      self.body = nil
    }
  }

  private func takeTasks(as worker: Int, _ body: (Int, Int) -> Void) {
    while true {
      let task = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
      guard task < taskCount else { return }
      body(task, worker)
    }
  }

  private func work(as worker: Int) {
    alive.wrappingAdd(1, ordering: .acquiringAndReleasing)
    defer { alive.wrappingSubtract(1, ordering: .acquiringAndReleasing) }
    var seen = 0
    while true {
      awaitGeneration(after: seen)
      seen += 1
      if closing.load(ordering: .acquiring) { return }
      if let body { takeTasks(as: worker, body) }
      working.wrappingSubtract(1, ordering: .releasing)
    }
  }

  private func awaitGeneration(after seen: Int) {
    for _ in 0..<spins {
      if generation.load(ordering: .acquiring) > seen { return }
      hg_spin_pause()
    }
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    sleeping.lock()
    while generation.load(ordering: .sequentiallyConsistent) <= seen { sleeping.wait() }
    sleeping.unlock()
    sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
  }

  private func wake() {
    sleeping.lock()
    sleeping.broadcast()
    sleeping.unlock()
  }
}
