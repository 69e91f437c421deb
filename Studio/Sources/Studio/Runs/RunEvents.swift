import Foundation
import Hourglass

/// The newest events of a run, read from its folder.
struct RunEvents: Sendable {
  /// The bytes that are read of the end of a file of events; more would keep a page waiting.
  static let maxBytes = 384 << 10

  /// What the last start was about to do.
  private(set) var start: TrainingStart?
  private(set) var lines: [LoggedTrainingEvent] = []

  /// Reads the start and the end of the file at `path`; nothing where there is none.
  init(path: String) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd() else { return }
    let head = 16 << 10
    if size > UInt64(Self.maxBytes + head) {
      add((try? file.seek(toOffset: 0)).flatMap { try? file.read(upToCount: head) } ?? Data())
      lines = lines.filter { if case .step = $0.event { false } else { true } }
      try? file.seek(toOffset: size - UInt64(Self.maxBytes))
    } else {
      try? file.seek(toOffset: 0)
    }
    add((try? file.readToEnd()) ?? Data())
  }

  private mutating func add(_ bytes: Data) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    for text in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? decoder.decode(LoggedTrainingEvent.self, from: text) else { continue }
      if case .started(let start) = line.event { self.start = start }
      lines.append(line)
    }
  }

  /// The points of steps and of validations within epochs, at most so many.
  func points(atMost limit: Int) -> [RunPoint] {
    let steps = start?.stepsPerEpoch ?? 1
    let all = lines.compactMap { line -> RunPoint? in
      if case .epoch = line.event { nil } else { RunPoint(line, stepsPerEpoch: steps) }
    }
    guard all.count > limit else { return all }
    return (0..<limit).map { all[$0 * (all.count - 1) / (limit - 1)] }
  }

  /// The warnings, oldest first.
  var warnings: [String] {
    lines.compactMap { if case .warning(let warning) = $0.event { warning.message } else { nil } }
  }
}
