import Foundation
import Hourglass

extension JobQueue {
  /// Whether runs can be trained in several processes, nil before the program has answered; never waits.
  public nonisolated var mpi: MPISurvey? { board.mpi }

  /// Asks the program for MPI, in a process of its own, and starts the jobs that waited for the answer.
  public func lookForMPI() async {
    guard phase != .closed else { return }
    let survey = await MPISurvey.made(by: settings.program, environment: settings.childEnvironment)
    board.note(survey)
    schedule()
  }

  func check(_ plan: ProcessPlan) throws(JobError) {
    if let report = plan.misfit(slots: settings.slots, mpi: mpi, devices: devices) {
      throw JobError(.badRequest, report)
    }
  }

  /// In how many processes a job trains from now on.
  ///
  /// Threads that were the default for the old number become those for the new one.
  func change(_ job: inout Job, toProcesses count: Int) throws(JobError) {
    guard job.kind == .train || count == 1 else {
      throw JobError(
        .badRequest, Report("only trainings have several processes", place: "processes", expected: "1", got: "\(count)")
      )
    }
    let isDefault = job.threads == defaultThreads(job.kind, job.device, processes: job.processCount)
    let threads = isDefault ? nil : min(job.threads, max(1, settings.slots / max(1, count)))
    try check(ProcessPlan(count, threads: threads, device: job.device))
    job.processes = count > 1 ? count : nil
    job.threads = threads ?? defaultThreads(job.kind, job.device, processes: count)
  }

  /// The processes of a job that train, without the launcher that started them; found by the job's run file.
  func ranks(of job: Job) -> [ProcessIdentity] {
    guard job.processCount > 1, let place = job.command.firstIndex(of: "train"), place > 0 else { return [] }
    return ProcessIdentity.all(using: store.folder(of: job.id).path, program: job.command[place - 1])
      .filter { $0 != job.process }
  }

  /// Asks the process of a job to save and exit.
  ///
  /// A launcher that is asked kills its processes within a second: those are asked instead. One is enough, but the first
  /// may not be there yet.
  func askToExit(_ job: Job, _ process: ProcessIdentity) {
    var ranks = ranks(of: job)
    if ranks.isEmpty, job.processCount > 1 {
      // The first process holds the run's lock, where processes cannot be listed.
      ranks = [job.task.run.flatMap { directory(of: $0).trainingProcess }.flatMap { ProcessIdentity($0) }].compactMap(
        \.self)
    }
    for rank in ranks { rank.send(SIGTERM) }
    if ranks.isEmpty { process.send(SIGTERM) }
  }

  /// Kills the process of a job, and all that it has started.
  func kill(_ job: Job, _ process: ProcessIdentity) {
    // The launcher puts each of its processes into a group of its own.
    let ranks = ranks(of: job)
    process.send(SIGKILL, wholeGroup: true)
    for rank in ranks { rank.send(SIGKILL) }
  }

  /// How the launcher says that it has lost one of its processes, one sentence; nil where none was lost.
  ///
  /// - Parameters:
  ///   - status: The launcher's exit status.
  ///   - lines: What it printed last.
  static func lostRank(_ status: Int32, _ lines: [String]) -> String? {
    let cure = "the run can be resumed, also with another number of processes"
    func named(_ name: Substring?) -> String { name.map { ", \($0)" } ?? "" }
    func last<Output>(_ pattern: Regex<Output>) -> Output? {
      lines.lazy.compactMap { $0.firstMatch(of: pattern)?.output }.last
    }
    if let rank = last(/rank (\d+) with PID \d+ on node (\S+) exited on signal (\d+)(?: \(([^)]*)\))?/) {
      return "process \(rank.1) on \(rank.2) was ended by signal \(rank.3)\(named(rank.4)); \(cure)"
    }
    // MPICH's launcher, whose exit status is the signal: 4.0, and later versions.
    let signal =
      last(/EXIT STRING: (.+) \(signal (\d+)\)/).map { (number: $0.2, name: $0.1) }
      ?? last(/KILLED BY SIGNAL: (\d+) \(([^)]*)\)/).map { (number: $0.1, name: $0.2) }
    if let signal {
      let place = last(/PID \d+ RUNNING AT (\S+)/).map { " on \($0.1)" } ?? ""
      return "a process\(place) was ended by signal \(signal.number)\(named(signal.name)); \(cure)"
    }
    guard status > 128, status < 192 else { return nil }
    let number = status - 128
    return "one of the processes was ended by signal \(number), \(String(cString: strsignal(number))); \(cure)"
  }
}
