import ArgumentParser
import Hourglass

/// The file of events that `--events` names.
struct EventsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the progress to this file, one JSON object a line, for another program to follow.", valueName: "file"))
  var events: String?

  /// Starts the file, if one is named.
  func log() throws -> DataEventLog { try DataEventLog(events) }
}

/// Writes what happens while a data set is made to a file, if there is one.
///
/// Lines that cannot be written do not end the work: the first failure is a warning.
final class DataEventLog {
  /// The minimum time between two events of one part or file.
  private static let interval = Duration.milliseconds(500)

  private var file: LineFile?
  private var hasWarned = false
  /// The part of an import, or the file of a download.
  private var part: String?
  private var begin = ContinuousClock.now
  private var last = ContinuousClock.now
  /// What was done before this start.
  private var first = 0

  fileprivate init(_ path: String?) throws { file = try path.map { path in try LineFile(path) } }

  func show(_ progress: ImportJob.Progress) {
    // The speed is that of all parts.
    guard let elapsed = due(part: progress.part, progress.done, of: progress.total, isFirst: part == nil) else {
      return
    }
    write(.importing(ImportReport(progress, imagesPerSecond: Double(progress.done - first) / elapsed)))
  }

  func show(_ progress: DownloadProgress) {
    let source = "\(progress.host)/\(progress.name)"
    guard let elapsed = due(part: source, progress.bytes, of: progress.total, isFirst: part != source) else { return }
    write(.downloading(DownloadReport(progress, bytesPerSecond: Double(progress.bytes - first) / elapsed)))
  }

  /// Does `work`, and writes how it ends.
  func recording<Value>(_ work: () throws -> Value, summary: (Value) -> DataSummary) throws -> Value {
    do {
      let value = try work()
      write(.done(summary(value)))
      return value
    } catch {
      let failure = DataFailure(message: "\(error)")
      let isStopped =
        (error as? ImportError)?.code == .interrupted || (error as? DownloadError)?.code == .interrupted
      write(isStopped ? .stopped(failure) : .failed(failure))
      throw error
    }
  }

  /// Seconds since the speed is measured, if an event is due with `done` of `total`.
  private func due(part: String, _ done: Int, of total: Int, isFirst: Bool) -> Double? {
    guard file != nil else { return nil }
    let now = ContinuousClock.now
    if isFirst { (begin, first) = (now, done) }
    guard part != self.part || done >= total || now - last >= Self.interval else { return nil }
    (self.part, last) = (part, now)
    return max((now - begin).seconds, 1e-9)
  }

  private func write(_ event: DataEvent) {
    do {
      try file?.append(event.jsonLine())
    } catch {
      if !hasWarned { Console.warning("\(error)") }
      hasWarned = true
    }
  }
}
