import CPUEngine
import Foundation
import Synchronization
import Tensors
import Testing

/// A team of threads shares out loops.
@Suite struct ThreadPoolTests {
  @Test(arguments: [1, 2, 7])
  func `every task of thousands of loops runs exactly once, on a worker of the team`(threads: Int) {
    let team = ThreadPool(count: threads)
    defer { team.close() }
    let most = 13
    let runs = UnsafeMutablePointer<Int32>.allocate(capacity: most)
    defer { runs.deallocate() }
    var wrong = 0
    for loop in 0..<5000 {
      let tasks = loop % (most + 1)
      runs.update(repeating: 0, count: most)
      let strangers = Atomic<Int>(0)
      team.run(tasks) { task, worker in
        // Each task has its own number: two runs of one are seen, and so is none.
        runs[task] += 1
        if worker < 0 || worker >= threads { strangers.wrappingAdd(1, ordering: .relaxed) }
      }
      if strangers.load(ordering: .relaxed) > 0 { wrong += 1 }
      for task in 0..<most where runs[task] != (task < tasks ? 1 : 0) { wrong += 1 }
      // Now and then the team falls asleep between loops.
      if loop % 1000 == 999 { Thread.sleep(forTimeInterval: 0.02) }
    }
    #expect(wrong == 0)
  }

  @Test func `a loop's end comes after all of its tasks, and their writes are seen`() {
    let team = ThreadPool(count: 7)
    defer { team.close() }
    var late = 0
    let sums = UnsafeMutablePointer<Int>.allocate(capacity: 64)
    defer { sums.deallocate() }
    for loop in 1...500 {
      team.run(64) { task, _ in sums[task] = (0...task).reduce(loop, +) }
      late += (0..<64).count { sums[$0] != loop + $0 * ($0 + 1) / 2 }
    }
    #expect(late == 0)
  }

  @Test func `close ends the team's threads`() {
    let team = ThreadPool(count: 12)
    team.run(24) { _, _ in }
    // A minute is a time that only a failure takes.
    let deadline = Date(timeIntervalSinceNow: 60)
    while team.aliveWorkers < 11, Date.now < deadline { Thread.sleep(forTimeInterval: 0.01) }
    #expect(team.aliveWorkers == 11)
    team.close()
    while team.aliveWorkers > 0, Date.now < deadline { Thread.sleep(forTimeInterval: 0.01) }
    #expect(team.aliveWorkers == 0)
  }
}
