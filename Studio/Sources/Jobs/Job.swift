public import Foundation

/// A job: one call of the program, now, later or in the past.
public struct Job: Codable, Hashable, Sendable, Identifiable {
  /// The identifier.
  public let id: JobID
  /// What the job does.
  public internal(set) var task: JobTask
  /// The title.
  public internal(set) var title: String
  /// The name of the group, such as that of a sweep; nil for none.
  public internal(set) var group: String?
  /// CPU threads that each process computes with; a training takes as many slots of the queue as all its threads.
  public internal(set) var threads: Int
  /// The processes that share the batches of a training; nil for one, which needs no launcher.
  public internal(set) var processes: Int?
  /// Where a training computes; nil for the processor.
  public internal(set) var device: DeviceRequest?
  /// The names of the devices that its last process got, which no other process has meanwhile; nil for none.
  public internal(set) var devices: [String]?
  /// The job that must be done first, such as the one that makes the data set; nil for none.
  public internal(set) var prerequisite: JobID?
  /// The place in the queue: the job with the lowest position starts first.
  public internal(set) var position: Double
  /// When the job was made.
  public let created: Date
  /// When its process was last started; nil before.
  public internal(set) var started: Date?
  /// When its process last ended, or the job without one; nil while it is queued or works.
  public internal(set) var ended: Date?
  /// The states that the job has had, oldest first, at least one.
  public internal(set) var history: [JobStateChange]
  /// What its process was asked to do and has not done yet.
  public internal(set) var stopRequest: StopRequest?
  /// The process; nil where there is none.
  public internal(set) var process: ProcessIdentity?
  /// The exit status of the last process, 128 + n after signal n; nil where it is not known.
  public internal(set) var exitStatus: Int32?
  /// The last lines of the output of a job that failed or was interrupted.
  public internal(set) var lastLines: [String]
  /// The program and the arguments of the last start; empty before.
  public internal(set) var command: [String]
  /// Why the job's folder cannot be written, such as a full disk; nil where it can.
  public internal(set) var problem: String?

  /// The state.
  public var state: JobState { history[history.count - 1].state }
  /// Why the job has its state; nil where the state says it all.
  public var reason: String? { history[history.count - 1].reason }
  /// The kind of the task.
  public var kind: JobKind { task.kind }
  /// The number of processes that share the batches of a training; 1 for other jobs.
  public var processCount: Int { processes ?? 1 }

  /// The threads of each process where the queue has `slots`, which all of them share.
  func threads(sharing slots: Int) -> Int { min(threads, max(1, slots / processCount)) }

  /// The slots that the job takes while it works, of `slots` of the queue.
  public func slots(of slots: Int) -> Int {
    kind == .train ? min(processCount * threads(sharing: slots), slots) : 0
  }

  /// The command that would repeat the job, quoted for a POSIX shell; empty before the first start.
  public var commandLine: String { ShellText.line(command) }
}

/// A state that a job has had.
public struct JobStateChange: Codable, Hashable, Sendable {
  /// The state.
  public var state: JobState
  /// When it began.
  public var time: Date
  /// Why; nil where the state says it all.
  public var reason: String?
}

/// What the process of a job is asked to do.
public enum StopRequest: String, Codable, Hashable, Sendable {
  /// To save and to exit, so that the job can be resumed.
  case pause
  /// To exit; it is killed after a time.
  case abort
}

extension JobState {
  /// Whether the job has a process.
  public var isActive: Bool { self == .running || self == .stalled }
  /// Whether the job can be queued again.
  public var isResumable: Bool { [.paused, .aborted, .failed, .interrupted].contains(self) }
}
