import Foundation
import Hourglass

extension JobQueue {
  /// Finds the processes that an earlier server has left, and follows them; jobs whose process is gone end.
  ///
  /// A job whose process was never started is queued again.
  func reopen() {
    for job in board.jobs where job.state.isActive {
      let process = runningProcess(of: job)
      let hasEvents = FileManager.default.fileExists(atPath: events(of: job))
      if process == nil, job.process == nil, job.stopRequest == nil, !hasEvents {
        enter(.queued, job, because: "the server was stopped before the process was started")
        continue
      }
      var followed = FollowedProcess(process, events: JobEvents(path: events(of: job), job.kind), isOwn: false)
      if job.stopRequest == .abort { followed.killTime = SuspendingClock.now + settings.killTime }
      following[job.id] = followed
      // A process whose number is not known, but that trains the run, is followed by the run's lock.
      guard process != nil || job.process == nil && isWorking(followed, job) else {
        hasEnded(job.id, .unknown)
        continue
      }
      if let process, job.process != process {
        var job = job
        job.process = process
        put(job)
      }
    }
  }

  /// The process of a job that is said to be running; nil where it is gone, or its number cannot be found out.
  private func runningProcess(of job: Job) -> ProcessIdentity? {
    if let process = job.process { return process.isAlive ? process : nil }
    // The server was killed just after it had started the process.
    let program = job.command.first ?? settings.program
    return ProcessIdentity.all(using: store.folder(of: job.id).path, program: program).first
      ?? job.task.run.flatMap { directory(of: $0).trainingProcess }.flatMap { ProcessIdentity($0) }
  }
}
