import Foundation
import Hourglass
import TestSupport
import Testing

/// Whether a process trains a run.
@Suite struct RunLockTests {
  @Test func `while a run trains its folder says so, and by which process`() throws {
    let small = try SmallRuns()
    let run = try small.run(small.settings())
    #expect(!run.directory.isTraining && run.directory.trainingProcess == nil)
    #expect(!FileManager.default.fileExists(atPath: run.directory.path))
    var seen: [Int32?] = []
    _ = try run.train(executor: SmallRuns.executor()) { event in
      guard case .epoch = event else { return }
      #expect(run.directory.isTraining)
      seen.append(run.directory.trainingProcess)
    }
    #expect(seen == [getpid(), getpid(), getpid()])
    #expect(!run.directory.isTraining && run.directory.trainingProcess == nil)
  }

  @Test func `the number of a process that was killed is not that of one that trains`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    try put(Array("4321\n".utf8), at: "\(run.directory.path)/.lock")
    #expect(!run.directory.isTraining && run.directory.trainingProcess == nil)
    // Another descriptor holds the lock as another process would.
    let lock = open("\(run.directory.path)/.lock", O_RDWR)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    #expect(run.directory.isTraining && run.directory.trainingProcess == 4321)
    ftruncate(lock, 0)
    #expect(run.directory.isTraining && run.directory.trainingProcess == nil)
  }

  @Test func `looking at a run does not keep it from being trained`() throws {
    let small = try SmallRuns()
    let run = try small.run(small.settings())
    try run.directory.make()
    // A look that takes unusually long.
    let look = open("\(run.directory.path)/.lock", O_CREAT | O_RDWR, 0o644)
    try #require(flock(look, LOCK_SH | LOCK_NB) == 0)
    let thread = Thread {
      usleep(30_000)
      close(look)
    }
    thread.start()
    #expect(try run.train(executor: SmallRuns.executor()).outcome == .completed)
  }
}
