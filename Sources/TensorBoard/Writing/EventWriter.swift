internal import Diagnostics
internal import Dispatch
public import Foundation

/// Writes values into an event file that TensorBoard reads, on a queue of its own.
///
/// - A call hands its values over and returns; encoding and writing happen on the queue. Values of a tag must come in the
///   order of their steps.
/// - Whole records are written every `flushInterval` seconds, and whenever 256 KiB have come together. A crash loses the
///   records since, and may leave an incomplete record at the end of the file, which readers ignore.
/// - A failure never stops training. The first failure in a row is reported to `onFailure`; the records are kept, and
///   written again at the next interval. While 64 MiB wait, further values are dropped; ``close()`` says how many.
///
/// TensorBoard takes a folder for a run. Training and validation curves are overlaid if their tags are the same and their
/// folders differ: `train` and `validation` in the folder of the run, each with a writer of its own.
public final class EventWriter: Sendable {
  /// About the number of bytes of a message for the pages HPARAMS and CUSTOM SCALARS.
  private static let messageByteCount = 1 << 12

  private let queue = DispatchQueue(label: "hourglass.events", qos: .utility)
  private let backlog = EventBacklog(limit: 64 << 20)
  private let output: EventOutput
  private let interval: DispatchTimeInterval

  /// Creates a writer of a new event file; the file is created on the queue, within `flushInterval`.
  ///
  /// - Parameters:
  ///   - folder: the folder; created if there is none.
  ///   - step: the last step that a resumed run has done. Later events in the folder are removed, so that curves have no
  ///     duplicates; so are the settings and the end of the run on the page HPARAMS, which are to be written again. nil
  ///     for a new run.
  ///   - flushInterval: the longest time that values wait, in seconds; above 0, at most 1,000,000.
  ///   - onFailure: called on the writer's queue; it must not call the writer.
  public init(
    folder: String, resumingAfter step: Int? = nil, flushInterval: Double = 2,
    onFailure: @escaping @Sendable (EventWritingError) -> Void = { _ in }
  ) {
    require(flushInterval > 0 && flushInterval <= 1e6, "the interval of an event writer is \(flushInterval) seconds")
    interval = .milliseconds(max(1, Int(flushInterval * 1000)))
    output = EventOutput(folder: folder, backlog: backlog, onFailure: onFailure)
    queue.async { [output, queue, interval, time = Date().timeIntervalSince1970] in
      output.start(resumingAfter: step, at: time)
      output.scheduleFlush(after: interval, on: queue)
    }
  }

  deinit { queue.async { [output] in try? output.close() } }

  /// Writes `value` under `tag`, which must not be empty; the part before its first `/` is a group of TensorBoard's page.
  public func write(_ value: EventValue, tag: String, step: Int, at time: Date = Date()) {
    write([(tag, value)], step: step, at: time)
  }

  /// Writes values of one step under their tags.
  public func write(_ values: [(tag: String, value: EventValue)], step: Int, at time: Date = Date()) {
    require(values.allSatisfy { !$0.tag.isEmpty }, "a value for TensorBoard has no tag")
    guard !values.isEmpty else { return }
    let byteCount = values.reduce(64) { $0 + $1.tag.utf8.count + $1.value.byteCount }
    enqueue(byteCount, step: step, at: time) { values.map { Tensorboard_Summary.Value($0.value, tag: $0.tag) } }
  }

  /// Writes the settings of the run for the page HPARAMS, at its start; again after it was resumed.
  public func write(_ parameters: HyperParameters, at time: Date = Date()) {
    let seconds = time.timeIntervalSince1970
    enqueue(Self.messageByteCount, step: 0, at: time) { [Tensorboard_Summary.Value(parameters, startedAt: seconds)] }
  }

  /// Writes how the run ended for the page HPARAMS.
  public func write(_ status: RunStatus, at time: Date = Date()) {
    let seconds = time.timeIntervalSince1970
    enqueue(Self.messageByteCount, step: 0, at: time) { [Tensorboard_Summary.Value(status, endedAt: seconds)] }
  }

  /// Writes what the page HPARAMS shows of all runs.
  public func write(_ experiment: HyperParameterExperiment, at time: Date = Date()) {
    let seconds = time.timeIntervalSince1970
    enqueue(Self.messageByteCount, step: 0, at: time) { [Tensorboard_Summary.Value(experiment, createdAt: seconds)] }
  }

  /// Writes the charts of the page CUSTOM SCALARS.
  public func write(_ charts: [ScalarChart], at time: Date = Date()) {
    enqueue(Self.messageByteCount, step: 0, at: time) { [Tensorboard_Summary.Value(charts)] }
  }

  /// Waits until what was handed over is written, or has failed to be.
  public func flush() { queue.sync { output.flush() } }

  /// Writes what was handed over and closes the file; later values are dropped.
  ///
  /// - Throws: ``EventWritingError`` if not every value is in the file.
  public func close() throws(EventWritingError) {
    backlog.close()
    let outcome = queue.sync { [output] in
      Result { () throws(EventWritingError) in try output.close() }
    }
    try outcome.get()
  }

  /// Hands an event of about `byteCount` bytes over; `values` is called on the queue.
  private func enqueue(
    _ byteCount: Int, step: Int, at time: Date, _ values: @escaping @Sendable () -> [Tensorboard_Summary.Value]
  ) {
    switch backlog.admit(byteCount) {
    case .admitted:
      queue.async { [output, queue, interval] in
        output.append(
          Tensorboard_Event(values(), step: step, at: time.timeIntervalSince1970), counted: byteCount)
        output.scheduleFlush(after: interval, on: queue)
      }
    case .dropped(isFirst: true):
      queue.async { [output] in output.reportDropping() }
    case .dropped(isFirst: false): break
    }
  }
}
