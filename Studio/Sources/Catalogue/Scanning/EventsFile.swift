import Foundation
import Hourglass
import Training

extension Training.TrainingProgress {
  /// The bytes that are read of the start and of the end of a file of events.
  private static let (head, tail) = (4 << 10, 2 << 10)

  /// The progress by the file of events at `path`, of which only the start and the end are read.
  ///
  /// That is enough for the pace of the training, and takes the same time however long it trains.
  init(eventsAt path: String) {
    self.init()
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: Self.head), let end = try? file.seekToEnd() else { return }
    let isWhole = end <= UInt64(Self.head)
    let decoder = MetricsFile.decoder
    for line in head.split(separator: UInt8(ascii: "\n")) {
      guard let event = try? decoder.decode(LoggedTrainingEvent.self, from: line) else { continue }
      note(event)
      // The events between the two ends change nothing that the last ones do not.
      if case .started = event.event, !isWhole { break }
    }
    guard !isWhole, (try? file.seek(toOffset: end - UInt64(min(Self.tail, Int(end))))) != nil,
      let tail = try? file.readToEnd()
    else { return }
    for line in tail.split(separator: UInt8(ascii: "\n")) {
      if let event = try? decoder.decode(LoggedTrainingEvent.self, from: line) { note(event) }
    }
  }
}
