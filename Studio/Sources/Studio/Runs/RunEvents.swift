import Foundation
import Hourglass
import Synchronization

/// The events of the runs that were asked for last.
///
/// A run's page asks for them with every chart, and decoding takes long: each line is decoded once.
final class RunEventsStore: Sendable {
  private static let maxRuns = 8
  private let runs = Mutex<[(path: String, events: RunEvents)]>([])

  /// The events in the file at `path`; nothing where there is none.
  ///
  /// Blocks while they are read.
  func events(_ path: String) -> RunEvents {
    runs.withLock { runs in
      let place = runs.firstIndex { $0.path == path }
      var events = place.map { runs.remove(at: $0).events } ?? RunEvents()
      events.update(path)
      runs.append((path, events))
      if runs.count > Self.maxRuns { runs.removeFirst() }
      return events
    }
  }
}

/// The newest events of a run, read from its folder.
struct RunEvents: Sendable {
  /// The bytes that are read of the end of a file of events; more would keep a page waiting.
  static let maxBytes = 384 << 10
  /// The bytes of the start of a file, in which a training says what it is about to do.
  private static let headBytes = 16 << 10

  /// What the last start was about to do.
  private(set) var start: TrainingStart?
  private(set) var lines: [LoggedTrainingEvent] = []
  /// The first bytes of the file, which are others after another start.
  private var mark = Data()
  /// Where the next line begins.
  private var end: UInt64 = 0
  /// The bytes that were read since all was read last.
  private var added = 0

  /// Reads what is new in the file at `path`, or all of it where it is another file; nothing where there is none.
  mutating func update(_ path: String) {
    guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else {
      self = RunEvents()
      return
    }
    defer { try? file.close() }
    func bytes(_ offset: UInt64, _ count: Int) -> Data {
      (try? file.seek(toOffset: offset)).flatMap { try? file.read(upToCount: count) } ?? Data()
    }
    let first = bytes(0, 512)
    let isSame = !mark.isEmpty && first.starts(with: mark) && size >= end
    guard !isSame || Int(size - end) + added > Self.maxBytes else {
      guard size > end else { return }
      added += add(bytes(end, Int(size - end)))
      return
    }
    self = RunEvents()
    mark = first
    if size > UInt64(Self.maxBytes + Self.headBytes) {
      _ = add(bytes(0, Self.headBytes))
      lines = lines.filter { if case .step = $0.event { false } else { true } }
      end = size - UInt64(Self.maxBytes)
    }
    _ = add(bytes(end, Int(size - end)))
  }

  /// Decodes the whole lines of `bytes`, which begin at ``end``; their number of bytes.
  private mutating func add(_ bytes: Data) -> Int {
    guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return 0 }
    let whole = bytes[...last]
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    for text in whole.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? decoder.decode(LoggedTrainingEvent.self, from: text) else { continue }
      if case .started(let start) = line.event { self.start = start }
      lines.append(line)
    }
    end += UInt64(whole.count)
    return whole.count
  }

  /// The points of steps and of validations within epochs, at most so many.
  func points(atMost limit: Int) -> [RunPoint] {
    let steps = start?.stepsPerEpoch ?? 1
    let all = lines.compactMap { line -> RunPoint? in
      if case .epoch = line.event { nil } else { RunPoint(line, stepsPerEpoch: steps) }
    }
    return all.indices.evenlySpread(atMost: limit).map { all[$0] }
  }

  /// The warnings, oldest first.
  var warnings: [String] {
    lines.compactMap { if case .warning(let warning) = $0.event { warning.message } else { nil } }
  }
}
