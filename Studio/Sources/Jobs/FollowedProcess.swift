/// The process of a job, as the queue follows it.
struct FollowedProcess {
  /// Whether the queue started it and learns its exit status; otherwise an earlier server did.
  let isOwn: Bool
  /// The process; nil before it is known.
  var process: ProcessIdentity?
  /// The events as they are written.
  private(set) var events: JobEvents
  /// When the last event came, or the process was started or found.
  private(set) var lastSign = SuspendingClock.now
  /// When a process that was asked to exit is killed; nil for never.
  var killTime: SuspendingClock.Instant?
  /// Whether a process that is only being started is asked to exit once it is there.
  var isStopPending = false
  /// Whether the events up to the moment at which the process was found have been read.
  private var hasCaughtUp: Bool

  /// Follows a process that was just started, or one that was found.
  init(_ process: ProcessIdentity? = nil, events: JobEvents, isOwn: Bool) {
    (self.process, self.events, self.isOwn, hasCaughtUp) = (process, events, isOwn, isOwn)
  }

  /// Reads the events that are new, and returns them; none of those from before the process was found.
  mutating func readEvents() -> [JobEvent] {
    let new = events.read()
    defer { hasCaughtUp = true }
    guard hasCaughtUp, !new.isEmpty else { return [] }
    lastSign = .now
    return new
  }
}

/// How a process ended.
enum ProcessEnding {
  /// It exited with this status.
  case exited(Int32)
  /// This signal ended it.
  case signaled(Int32)
  /// It is gone, and its parent alone has learned how.
  case unknown

  /// The exit status as shells count it: 128 + n after signal n.
  var status: Int32? {
    switch self {
    case .exited(let status): status
    case .signaled(let signal): 128 + signal
    case .unknown: nil
    }
  }
}
