public import Hourglass

/// A change of the jobs of a ``JobQueue``.
public enum JobChange: Hashable, Sendable {
  /// A job was made.
  case added(Job)
  /// A job has changed: its state, its place in the queue, its title.
  case updated(Job)
  /// A job and its folder were removed.
  case removed(JobID)
  /// A running job came further.
  case progress(JobID, JobProgress)
  /// The devices of the machine are being looked for, or were found, or whether there is MPI.
  case devices
  /// The process of a job reported an event.
  case event(JobID, JobEvent)
}

/// What the process of a job reports.
public enum JobEvent: Hashable, Sendable {
  /// An event of a training, with its time.
  case training(LoggedTrainingEvent)
  /// An event of an import or a download.
  case data(DataEvent)
}
