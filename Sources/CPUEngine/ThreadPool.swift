internal import CKernels
import Diagnostics
import Foundation
import Synchronization
import Tensors

/// A fixed team of threads that run parallel loops, one at a time.
///
/// The caller is worker 0. Each worker starts with its own tasks, in order. These are the same from loop to loop when
/// the number of tasks is, so their data is in the processor's cache. A worker without tasks takes the last ones of
/// others. A loop ends when its tasks have ended, even if a worker never started: the others do its part.
///
/// A waiting thread spins for some microseconds, because the next loop of a training step is near, then sleeps. The
/// assignment of tasks to threads is not deterministic, so results must not depend on it.
public final class ThreadPool: @unchecked Sendable {
  /// The number of threads, including the caller.
  public let count: Int

  private let generation = PaddedAtomic()
  private let unfinished = PaddedAtomic()
  /// The remaining tasks of each worker, as a `TaskRange`.
  private let ranges: UnsafeMutablePointer<PaddedAtomic>
  private let sleeping = NSCondition()
  private let sleepers = PaddedAtomic()
  private let closing = Atomic<Bool>(false)
  private let isRunning = Atomic<Bool>(false)
  private let alive = Atomic<Int>(0)
  // Written by the caller before the ranges; read by workers after they take a task.
  private nonisolated(unsafe) var body: ((Int, Int) -> Void)?
  private let spins: Int

  /// Creates a team of `count` threads, at least 1, which live until ``close()`` or the end of the process.
  public init(count: Int) {
    require(count >= 1, "a team of \(count) threads")
    self.count = count
    ranges = .allocate(capacity: count)
    for worker in 0..<count { (ranges + worker).initialize(to: PaddedAtomic()) }
    // With more threads than processors, spinning would take a processor from a working thread.
    spins = count <= ProcessInfo.processInfo.activeProcessorCount ? 20_000 : 50
    for worker in 1..<max(count, 1) {
      Thread.detachNewThread { [self] in
        // On Linux a thread can only set its own name.
        Thread.current.name = "hourglass \(worker)"
        work(as: worker)
      }
    }
  }

  /// The number of running threads, without the caller.
  package var aliveWorkers: Int { alive.load(ordering: .acquiring) }

  deinit {
    ranges.deinitialize(count: count)
    ranges.deallocate()
  }

  /// Ends the threads; the pool cannot be used afterwards.
  public func close() {
    closing.store(true, ordering: .releasing)
    generation.value.wrappingAdd(1, ordering: .acquiringAndReleasing)
    wake()
  }

  /// Calls `body(task, worker)` once for each task from 0 to `tasks` - 1; returns when all calls have returned.
  public func run(_ tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    require(!closing.load(ordering: .acquiring), "cannot run a loop on a closed thread pool")
    guard tasks > 1, count > 1 else {
      for task in 0..<tasks { body(task, 0) }
      return
    }
    require(tasks <= TaskRange.maxTasks, "a loop of \(tasks) tasks; expected at most \(TaskRange.maxTasks)")
    require(!isRunning.exchange(true, ordering: .acquiring), "cannot run two loops on a thread pool at the same time")
    defer { isRunning.store(false, ordering: .releasing) }
    withoutActuallyEscaping(body) { body in
      self.body = body
      unfinished.value.store(tasks, ordering: .relaxed)
      let loop = generation.value.load(ordering: .relaxed) + 1
      for worker in 0..<count {
        let range = TaskRange(loop: loop, first: tasks * worker / count, end: tasks * (worker + 1) / count)
        ranges[worker].value.store(range.bits, ordering: .releasing)
      }
      generation.value.store(loop, ordering: .sequentiallyConsistent)
      if sleepers.value.load(ordering: .sequentiallyConsistent) > 0 { wake() }
      takeTasks(ofLoop: loop, as: 0)
      var waited = 0
      while unfinished.value.load(ordering: .acquiring) > 0 {
        waited += 1
        if waited < spins { hg_spin_pause() } else { sched_yield() }
      }
      self.body = nil
    }
  }

  private func takeTasks(ofLoop loop: Int, as worker: Int) {
    var done = 0
    for other in 0..<count {
      while let task = take(from: (worker + other) % count, ofLoop: loop, isOwn: other == 0) {
        // The loop cannot end before this task, so `body` is this loop's.
        body?(task, worker)
        done += 1
      }
    }
    if done > 0 { unfinished.value.wrappingSubtract(done, ordering: .releasing) }
  }

  private func take(from owner: Int, ofLoop loop: Int, isOwn: Bool) -> Int? {
    var bits = ranges[owner].value.load(ordering: .acquiring)
    while true {
      var range = TaskRange(bits: bits)
      guard range.isOf(loop: loop), let task = isOwn ? range.takeFirst() : range.takeLast() else { return nil }
      let (exchanged, found) = ranges[owner].value.weakCompareExchange(
        expected: bits, desired: range.bits, successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
      if exchanged { return task }
      bits = found
    }
  }

  private func work(as worker: Int) {
    alive.wrappingAdd(1, ordering: .acquiringAndReleasing)
    defer { alive.wrappingSubtract(1, ordering: .acquiringAndReleasing) }
    var seen = 0
    while true {
      seen = awaitGeneration(after: seen)
      if closing.load(ordering: .acquiring) { return }
      takeTasks(ofLoop: seen, as: worker)
    }
  }

  private func awaitGeneration(after seen: Int) -> Int {
    for _ in 0..<spins {
      let now = generation.value.load(ordering: .acquiring)
      if now > seen { return now }
      hg_spin_pause()
    }
    sleepers.value.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer { sleepers.value.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
    sleeping.lock()
    defer { sleeping.unlock() }
    while true {
      let now = generation.value.load(ordering: .sequentiallyConsistent)
      if now > seen { return now }
      sleeping.wait()
    }
  }

  private func wake() {
    sleeping.lock()
    sleeping.broadcast()
    sleeping.unlock()
  }
}

/// An atomic padded to its own cache lines, so that threads with different atomics do not slow each other down.
private struct PaddedAtomic: ~Copyable {
  let value = Atomic<Int>(0)
  private let padding: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) = (
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  )
}

/// A worker's remaining tasks in one atomic word.
///
/// The word holds the loop's number, so that a late worker recognises another loop.
private struct TaskRange {
  static let maxTasks = (1 << 18) - 1
  private static let mask = (1 << 18) - 1

  private(set) var bits: Int

  init(bits: Int) { self.bits = bits }

  init(loop: Int, first: Int, end: Int) { bits = Self.label(loop) | end << 18 | first }

  private var first: Int { bits & Self.mask }
  private var end: Int { (bits >> 18) & Self.mask }

  /// The lower 27 bits of a loop's number, in position; the sign bit stays free.
  private static func label(_ loop: Int) -> Int { (loop << 36) & Int.max }

  func isOf(loop: Int) -> Bool { bits & ~((1 << 36) - 1) == Self.label(loop) }

  /// Takes the first task; nil if none is left.
  mutating func takeFirst() -> Int? {
    guard first < end else { return nil }
    bits += 1
    return first - 1
  }

  /// Takes the last task; nil if none is left.
  mutating func takeLast() -> Int? {
    guard first < end else { return nil }
    bits -= 1 << 18
    return end
  }
}
