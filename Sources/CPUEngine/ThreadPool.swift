internal import CKernels
import Diagnostics
import Foundation
import Synchronization
import Tensors

/// A fixed team of threads that share out the tasks of one loop after another.
///
/// The caller takes part as worker 0. Each worker begins with tasks of its own, in their order: the same ones from loop to
/// loop where there are as many, so that what they work on is in its processor's cache. Then it takes the last ones of
/// others. A loop ends when its tasks have ended, whether or not every worker has come: where the system has taken one's
/// processor away, the others do its part.
///
/// A waiting thread spins for some microseconds, because the next loop of a training step is near, then sleeps. Which
/// thread runs which task is not determined; results must not depend on it.
public final class ThreadPool: @unchecked Sendable {
  /// The threads of the team, the caller included.
  public let count: Int

  private let generation = LonelyAtomic()
  private let unfinished = LonelyAtomic()
  /// The tasks that are left of each worker's own, as `TaskRange` has them.
  private let ranges: UnsafeMutablePointer<LonelyAtomic>
  private let sleeping = NSCondition()
  private let sleepers = LonelyAtomic()
  private let closing = Atomic<Bool>(false)
  private let isRunning = Atomic<Bool>(false)
  private let alive = Atomic<Int>(0)
  // Written by the caller before the ranges, read by workers that have taken a task of it.
  private nonisolated(unsafe) var body: ((Int, Int) -> Void)?
  private let spins: Int

  /// A team of `count` threads, at least 1; they live until ``close()`` or the end of the process.
  public init(count: Int) {
    require(count >= 1, "a team of \(count) threads")
    self.count = count
    ranges = .allocate(capacity: count)
    for worker in 0..<count { (ranges + worker).initialize(to: LonelyAtomic()) }
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

  deinit {
    ranges.deinitialize(count: count)
    ranges.deallocate()
  }

  /// Ends the team's threads; the pool cannot be used after.
  public func close() {
    closing.store(true, ordering: .releasing)
    generation.value.wrappingAdd(1, ordering: .acquiringAndReleasing)
    wake()
  }

  /// Calls `body(task, worker)` once for each task from 0 to `tasks` - 1 and returns when all have ended.
  public func run(_ tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    require(!closing.load(ordering: .acquiring), "a team of threads was closed and then given work")
    guard tasks > 1, count > 1 else {
      for task in 0..<tasks { body(task, 0) }
      return
    }
    require(tasks <= TaskRange.mostTasks, "a loop of \(tasks) tasks, \(TaskRange.mostTasks) at most")
    require(!isRunning.exchange(true, ordering: .acquiring), "a team of threads was given two loops at the same time")
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
        // The loop does not end before this task, so it is this loop's body.
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

/// A number on cache lines of its own: threads that change it do not hold up those that change another.
private struct LonelyAtomic: ~Copyable {
  let value = Atomic<Int>(0)
  private let padding: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) = (
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  )
}

/// The tasks of a loop that are left of one worker's own, in one word that is exchanged as a whole: a worker that comes
/// late finds another loop's number in it.
private struct TaskRange {
  static let mostTasks = (1 << 18) - 1
  private static let mask = (1 << 18) - 1

  private(set) var bits: Int

  init(bits: Int) { self.bits = bits }

  init(loop: Int, first: Int, end: Int) { bits = Self.label(loop) | end << 18 | first }

  private var first: Int { bits & Self.mask }
  private var end: Int { (bits >> 18) & Self.mask }

  /// A loop's number without its upper bits: 27 bits are left, and the sign.
  private static func label(_ loop: Int) -> Int { (loop << 36) & Int.max }

  func isOf(loop: Int) -> Bool { bits & ~((1 << 36) - 1) == Self.label(loop) }

  /// The next task in order, or nil where none is left.
  mutating func takeFirst() -> Int? {
    guard first < end else { return nil }
    bits += 1
    return first - 1
  }

  /// The last task, or nil where none is left.
  mutating func takeLast() -> Int? {
    guard first < end else { return nil }
    bits -= 1 << 18
    return end
  }
}
