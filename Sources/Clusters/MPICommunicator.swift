internal import CMPI
internal import Diagnostics
internal import Foundation
internal import Synchronization

/// The ranks of an MPI job.
final class MPICommunicator: Communicator {
  let rank: Int
  let size: Int
  let localRank: Int
  let localSize: Int
  let host: String

  let library: MPILibrary
  /// Whether this rank may share memory with those of its host.
  let mayShareMemory: Bool
  /// Whether a note has said why ranks of this host do not share memory.
  let saysWhyMessages = Atomic<Bool>(false)
  let ending: RunEnding
  let limit: TimeLimit
  /// Held while MPI is called: it is called from one thread at a time.
  let state = Mutex(State())
  /// The exchanges that were started.
  let pending = PendingExchanges()

  /// What calls share.
  struct State: ~Copyable, Sendable {
    /// What other ranks sent.
    var received = Scratch()
    var times = CommunicationTimes()
    /// The seconds of the fastest small message: what others take beyond it is waiting.
    var fastest = Double.infinity
    /// What exchanges that were started did since a thread waited for one.
    var background: [BackgroundWork] = []
  }

  /// Initialises MPI.
  ///
  /// - Parameters:
  ///   - library: The library that calls MPI.
  ///   - launcher: Who started the processes; nil for one that was started alone.
  ///   - timeLimit: Seconds beyond the longest step.
  ///   - sharesMemory: Whether this rank may share memory with those of its host.
  init(
    _ library: MPILibrary, _ launcher: Launcher?, timeLimit: Double, sharesMemory: Bool
  ) throws(ClusterError) {
    mayShareMemory = sharesMemory
    let table = library.table.pointee
    require(!table.is_initialized(), "a process joins a run once")
    var threads: Int32 = 0
    var (rank, size, localRank, localSize): (Int32, Int32, Int32, Int32) = (0, 1, 0, 1)
    // The processes of some hosts start later than those of others.
    let start = Self.watched(library, launcher, seconds: 5 * timeLimit)
    defer { start.stop() }
    start.note()
    for call in [
      { table.initialize(&threads) }, { table.rank(&rank) }, { table.size(&size) },
      { table.local(&localRank, &localSize) },
    ] {
      let error = call()
      if error != 0 {
        throw ClusterError(
          .failed, Report("MPI cannot be initialised", place: library.version, got: library.description(of: error)))
      }
    }
    start.note()
    (self.library, self.rank, self.size) = (library, Int(rank), Int(size))
    (self.localRank, self.localSize, host) = (Int(localRank), Int(localSize), library.processorName)
    if let launcher, let expected = launcher.size, expected != size {
      throw ClusterError(
        .launcher,
        Report(
          "\(launcher.name) started \(expected) processes, and \(library.version) does not know of them",
          expected: "\(expected) ranks", got: "\(size)",
          cure: launcher.name == Launcher.srun
            ? Launcher.srunCure
            : "start them with the mpirun of that library, or build the other one's with `MPICC=… \(MPILibrary.command())`"
        ))
    }
    if threads < 2 {
      throw ClusterError(
        .launcher,
        Report(
          "the MPI library cannot be called from several threads", place: library.version,
          expected: "MPI_THREAD_SERIALIZED", got: threads == 0 ? "MPI_THREAD_SINGLE" : "MPI_THREAD_FUNNELED"))
    }
    let ending = RunEnding(library: library, reporter: "rank \(rank) of \(size) on \(host)")
    self.ending = ending
    // One rank reports where several wait: the first, unless it is the one that hangs. All do within the limit.
    let order = rank == 0 ? 0 : 0.5 + 0.5 * Double(rank) / Double(size)
    limit = TimeLimit(seconds: timeLimit - (1 - order) * min(4, timeLimit / 4)) { waited, limit in
      ending.end(ClusterError(waited: waited, limit: limit), code: Clusters.failureCode)
    }
    endAtExit()
  }

  /// Watches how MPI is initialised: it waits for the processes of all hosts.
  private static func watched(_ library: MPILibrary, _ launcher: Launcher?, seconds: Double) -> TimeLimit {
    let count = launcher?.size.map { " of \($0)" } ?? ""
    let ending = RunEnding(library: library, reporter: "rank \(launcher?.rank ?? 0)\(count)")
    return TimeLimit(seconds: seconds) { waited, limit in
      ending.end(ClusterError(waited: waited, limit: limit), code: Clusters.failureCode)
    }
  }

  /// Calls MPI under the time limit; a failure ends the run.
  func call(_ action: StaticString, _ call: (mpi_table) -> Int32) {
    limit.note()
    let error = call(library.table.pointee)
    limit.note()
    if error != 0 {
      let got = library.description(of: error)
      ending.end(ClusterError(.failed, Report("MPI failed to \(action)", got: got)), code: Clusters.failureCode)
    }
  }

  /// Calls MPI as the thread that waits should.
  ///
  /// - Parameters:
  ///   - action: What is called, for the message of a failure.
  ///   - waiting: How to wait.
  ///   - start: Starts the call.
  ///   - blocking: Makes the same call, and returns when it is done.
  func call(
    _ action: StaticString, _ waiting: Waiting, _ start: (mpi_table, inout OpaquePointer?) -> Int32,
    _ blocking: (mpi_table) -> Int32
  ) {
    call(action) { table in
      guard waiting == .sleeping else { return blocking(table) }
      var (started, isDone): (OpaquePointer?, Bool) = (nil, false)
      var error = start(table, &started)
      while error == 0, !isDone {
        error = table.test(&started, &isDone)
        // A thread that waits for the exchange computes nothing meanwhile.
        if !isDone { if pending.isAwaited { sched_yield() } else { usleep(50) } }
      }
      return error
    }
  }

  var times: CommunicationTimes {
    state.withLock { state in
      state.settleBackground(waited: nil)
      return state.times
    }
  }

  func barrier() {
    finishStarted()
    state.withLock { state in
      state.times.waiting += seconds { call("wait for all ranks") { $0.barrier() } }
      state.times.calls += 1
    }
  }

  func abort(_ error: any Error, code: Int32) -> Never { ending.end(error, code: code) }
}

extension ClusterError {
  /// A rank that did not answer in time.
  init(waited: Double, limit: Double) {
    self.init(
      .timeLimit,
      Report(
        "another rank has not answered for \(Figures.duration(waited)): it hangs, has died, or was cut off",
        expected: "an answer within \(Figures.duration(limit))",
        cure: "the run ends on all hosts with exit code \(Clusters.failureCode); the same command resumes it"))
  }
}

/// How a thread waits for MPI.
enum Waiting {
  /// In one call, which looks again and again, and is fastest.
  case spinning
  /// Asleep between looks, so that the processor computes meanwhile.
  case sleeping
}

/// The seconds that `work` takes.
func seconds(_ work: () -> Void) -> Double {
  let start = ContinuousClock.now
  work()
  return seconds(ContinuousClock.now - start)
}

/// The seconds of a duration.
func seconds(_ duration: Duration) -> Double {
  let (seconds, attoseconds) = duration.components
  return Double(seconds) + Double(attoseconds) * 1e-18
}
