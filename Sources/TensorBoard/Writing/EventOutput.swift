internal import Dispatch
internal import Foundation

/// The file of a writer and the records that wait for it; used on the writer's queue alone.
final class EventOutput: @unchecked Sendable {
  /// The bytes of records from which they are written without waiting for the interval.
  private static let promptByteCount = 1 << 18

  let folder: String
  private let backlog: EventBacklog
  private let onFailure: @Sendable (EventWritingError) -> Void
  private var file: AppendedFile?
  private var records: [UInt8] = []
  private var countedBytes = 0
  private var failure: EventWritingError?
  private var isClosed = false
  private var isFlushScheduled = false

  init(folder: String, backlog: EventBacklog, onFailure: @escaping @Sendable (EventWritingError) -> Void) {
    (self.folder, self.backlog, self.onFailure) = (folder, backlog, onFailure)
  }

  /// Starts a session, in the place of events after `step` if a run is resumed.
  func start(resumingAfter step: Int?, at time: Double) {
    if let step {
      do { try EventFolder.discardEvents(after: step, in: folder) } catch {
        onFailure(.notRewritten(folder, underlying: error))
      }
    }
    Record.append(Tensorboard_Event.version(at: time).encoded, to: &records)
    Record.append(Tensorboard_Event.start(step: step.map { $0 + 1 } ?? 0, at: time).encoded, to: &records)
  }

  /// Appends `event`, for which `byteCount` bytes are counted in the backlog.
  func append(_ event: Tensorboard_Event, counted byteCount: Int) {
    Record.append(event.encoded, to: &records)
    countedBytes += byteCount
    if failure == nil, records.count >= Self.promptByteCount { flush() }
  }

  /// Reports that values are dropped.
  func reportDropping() { onFailure(.dropped(backlog.droppedCount, in: folder)) }

  /// Flushes after `interval` on `queue`, and again until everything is written.
  func scheduleFlush(after interval: DispatchTimeInterval, on queue: DispatchQueue) {
    guard !isFlushScheduled, !records.isEmpty, !isClosed else { return }
    isFlushScheduled = true
    queue.asyncAfter(deadline: .now() + interval) { [self] in
      isFlushScheduled = false
      flush()
      scheduleFlush(after: interval, on: queue)
    }
  }

  /// Writes the records; those that cannot be written stay.
  ///
  /// The first failure in a row is reported.
  func flush() {
    guard !records.isEmpty, !isClosed else { return }
    do throws(EventWritingError) {
      if file == nil { file = try AppendedFile(newEventFileIn: folder, at: Date().timeIntervalSince1970) }
      try file?.append(records)
      backlog.release(countedBytes)
      (records, countedBytes, failure) = ([], 0, nil)
    } catch {
      if failure == nil { onFailure(error) }
      failure = error
    }
  }

  /// Writes the records and closes the file.
  ///
  /// - Throws: ``EventWritingError`` if records could not be written or values were dropped.
  func close() throws(EventWritingError) {
    flush()
    isClosed = true
    file = nil
    records = []
    if let failure { throw failure }
    if backlog.droppedCount > 0 { throw EventWritingError.dropped(backlog.droppedCount, in: folder) }
  }
}
