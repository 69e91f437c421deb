/// The state of a job.
public enum JobState: String, Codable, Hashable, Sendable, CaseIterable {
  /// Waits for a free slot, or for the job that must be done first.
  case queued
  /// Its process works.
  case running
  /// Stopped and saved on request; continues on request.
  case paused
  /// Ended by itself, with what it was to make.
  case done
  /// Stopped on request.
  case aborted
  /// Ended by itself with an error.
  case failed
  /// Its process is gone, and nobody asked it to stop.
  case interrupted
  /// Its process is there, but has said nothing for a stated time.
  case stalled
}
