import Hourglass

/// The events of a job's process as they are written, and what follows from them.
struct JobEvents {
  /// How far the job is.
  private(set) var progress: JobProgress
  /// How the process ended its work, by its last event; nil before.
  private(set) var conclusion: Conclusion?
  private var reader: Reader
  private var training = TrainingProgress()

  private enum Reader {
    case training(EventReader<LoggedTrainingEvent>)
    case data(EventReader<DataEvent>)
  }

  /// How a process ended its work.
  enum Conclusion {
    case completed
    case stopped
    case failed(String?)
  }

  /// The events in the file at `path` of a job of this kind.
  init(path: String, _ kind: JobKind) {
    if kind == .train {
      (reader, progress) = (.training(EventReader(path: path)), JobProgress(training))
    } else {
      (reader, progress) = (.data(EventReader(path: path)), JobProgress(nil))
    }
  }

  /// Reads the events that are new; none where the file cannot be read.
  mutating func read() -> [JobEvent] {
    switch reader {
    case .training(var reader):
      defer { self.reader = .training(reader) }
      guard let news = try? reader.read() else { return [] }
      if news.hasStartedAgain { training = TrainingProgress() }
      for event in news.events { training.note(event) }
      progress = JobProgress(training)
      conclusion = training.end.map { Self.conclusion(of: $0) }
      return news.events.map { .training($0) }
    case .data(var reader):
      defer { self.reader = .data(reader) }
      guard let news = try? reader.read() else { return [] }
      if let newest = news.events.last { (progress, conclusion) = (JobProgress(newest), Self.conclusion(of: newest)) }
      return news.events.map { .data($0) }
    }
  }

  private static func conclusion(of end: TrainingEnd) -> Conclusion {
    switch end.ending {
    case .completed: .completed
    case .interrupted: .stopped
    case .failed: .failed(end.message)
    }
  }

  private static func conclusion(of event: DataEvent) -> Conclusion? {
    switch event {
    case .importing, .downloading: nil
    case .done: .completed
    case .stopped: .stopped
    case .failed(let failure): .failed(failure.message)
    }
  }
}
