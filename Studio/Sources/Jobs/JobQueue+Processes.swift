import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

extension JobQueue {
  /// Runs the process of a job, whose output goes to the descriptor `log`, until it has ended.
  ///
  /// The process has a session of its own, so that neither Ctrl-C in the server's terminal nor its end reaches it.
  func work(_ id: JobID, command: [String], log: Int32) async {
    defer { close(log) }
    var options = PlatformOptions()
    options.createSession = true
    let output = FileDescriptor(rawValue: log)
    do {
      let result = try await Subprocess.run(
        .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
        environment: .custom(Environment.variables(settings.childEnvironment)), platformOptions: options, input: .none,
        output: .fileDescriptor(output, closeAfterSpawningProcess: false), error: .combinedWithOutput
      ) { execution in
        hasStarted(id, execution.processIdentifier.value)
      }
      switch result.terminationStatus {
      case .exited(let status): hasEnded(id, .exited(status))
      case .signaled(let signal): hasEnded(id, .signaled(signal))
      }
    } catch {
      couldNotStart(id, "\(error)")
    }
  }

  /// Notes the process of a job.
  private func hasStarted(_ id: JobID, _ number: Int32) {
    giveWay(number)
    guard phase == .running, var job = board[id], let process = ProcessIdentity(number) else { return }
    job.process = process
    put(job)
    following[id]?.process = process
    if following[id]?.isStopPending == true { askToExit(job, process) }
  }

  /// Lowers the priority of a process and of the threads that it has by now.
  private func giveWay(_ number: Int32) {
    // The process leads a group of its own; on Linux its threads are reached through that alone.
    #if canImport(Darwin)
      setpriority(PRIO_PGRP, id_t(number), settings.niceness)
    #else
      setpriority(__priority_which_t(PRIO_PGRP.rawValue), id_t(number), settings.niceness)
    #endif
  }

  private func couldNotStart(_ id: JobID, _ reason: String) {
    guard phase == .running, following.removeValue(forKey: id) != nil, var job = board[id] else { return }
    (job.process, job.stopRequest, job.ended) = (nil, nil, Date())
    enter(.failed, job, because: "\(settings.program) cannot be started: \(reason)")
    schedule()
  }

  /// Asks the process of a job to exit.
  func stop(_ job: Job, _ request: StopRequest) {
    var job = job
    // A second signal would end the program before it has saved.
    if job.stopRequest == nil {
      if let process = following[job.id]?.process {
        askToExit(job, process)
      } else {
        following[job.id]?.isStopPending = true
      }
    }
    if request == .abort { following[job.id]?.killTime = SuspendingClock.now + settings.killTime }
    // After the signal: if the server is killed in between, the job is found interrupted, and can be resumed.
    job.stopRequest = request
    put(job)
  }
}

extension Environment {
  /// Variables as processes get them.
  static func variables(_ given: [String: String]) -> [Key: String] {
    var variables: [Key: String] = [:]
    for (name, value) in given {
      if let key = Key(rawValue: name) { variables[key] = value }
    }
    return variables
  }
}
