import Foundation
import Hourglass

/// The stamps of the files of a run that the index is made from.
struct RunStamps: Hashable, Sendable {
  var runFile, metrics, events, results, notes, film: FileStamp?

  /// The stamps of the run in the folder at `path`.
  init(path: String) {
    let directory = RunDirectory(path: path)
    (runFile, metrics, events) = (
      FileStamp(directory.runFile), FileStamp(directory.metrics), FileStamp(directory.events)
    )
    (results, notes, film) = (FileStamp(directory.results), FileStamp(directory.notes), FileStamp(directory.film))
  }

  private var all: [FileStamp?] { [runFile, metrics, events, results, notes, film] }

  /// When one of them changed last.
  var modified: Date? { all.compactMap(\.self).max { $0.modified < $1.modified }?.date }

  /// The stamps as the index stores them: three numbers each, zeros for a missing file.
  var data: Data {
    let numbers = all.flatMap { stamp in
      [stamp?.number ?? 0, UInt64(bitPattern: stamp?.size ?? 0), UInt64(bitPattern: stamp?.modified ?? 0)]
    }
    return numbers.withUnsafeBytes { Data($0) }
  }

  /// Reads ``data``; nil for other data.
  init?(_ data: Data) {
    guard data.count == 6 * 3 * 8 else { return nil }
    let numbers = data.withUnsafeBytes { bytes in
      (0..<18).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
    }
    let stamps = stride(from: 0, to: 18, by: 3).map { place -> FileStamp? in
      let (number, size, time) = (numbers[place], numbers[place + 1], numbers[place + 2])
      return number == 0 ? nil : FileStamp(number: number, size: Int64(bitPattern: size), time: Int64(bitPattern: time))
    }
    (runFile, metrics, events) = (stamps[0], stamps[1], stamps[2])
    (results, notes, film) = (stamps[3], stamps[4], stamps[5])
  }
}

extension FileStamp {
  fileprivate init(number: UInt64, size: Int64, time: Int64) {
    (self.number, self.size, modified) = (number, size, time)
  }
}
