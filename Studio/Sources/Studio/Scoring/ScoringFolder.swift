import Foundation
import HTTPTypes
import Hourglass
import Web

/// The files of a scoring: `scoring.json`, the table `scores.csv`, its numbers `scores.bin`, and the `dataset.yaml` of images
/// that are not the run's own.
struct ScoringFolder: Sendable {
  /// The folder.
  let path: String

  var record: String { "\(path)/scoring.json" }
  var table: String { "\(path)/scores.csv" }
  var numbers: String { "\(path)/scores.bin" }
  var description: String { "\(path)/dataset.yaml" }

  /// Makes the folder.
  ///
  /// - Throws: `WebError` where it cannot be made.
  func make() throws(WebError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw WebError(
        .init(code: 507), type: "storage",
        "the folder of scores cannot be written (\(error.localizedDescription)); allow writing in \(path)")
    }
  }

  /// What is known of the scoring; nil where it cannot be read.
  func read() -> Scoring? {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return FileManager.default.contents(atPath: record).flatMap { try? decoder.decode(Scoring.self, from: $0) }
  }

  /// Writes what is known.
  func write(_ scoring: Scoring) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    try AtomicFile.write(text: String(decoding: encoder.encode(scoring), as: UTF8.self) + "\n", to: record)
  }

  /// The numbers of the table.
  func columns(metrics: Int) -> ScoreColumns {
    ScoreColumns(FileManager.default.contents(atPath: numbers) ?? Data(), metrics: metrics)
  }

  /// The images with whole rows, and the number of the first image to score.
  ///
  /// Rows are written before their numbers, and the row of the last image may have been cut: it is left out.
  func wholeRows(metrics: Int) -> ScoredPart {
    let data = FileManager.default.contents(atPath: numbers) ?? Data()
    let columns = ScoreColumns(data, metrics: metrics)
    let rows = FileHandle(forReadingAtPath: table)
    defer { try? rows?.close() }
    for count in stride(from: columns.count - 1, to: 0, by: -1) {
      // A row begins where the one before it has ended.
      guard (try? rows?.seek(toOffset: columns.rows[count] - 1)) != nil,
        let end = try? rows?.read(upToCount: 1), end == Data([0x0A])
      else { continue }
      let kept = ScoreColumns(data.prefix(count * ScoreColumns.recordSize(metrics: metrics)), metrics: metrics)
      return ScoredPart(columns: kept, next: Int(columns.images[count]), tableBytes: columns.rows[count])
    }
    return ScoredPart(columns: ScoreColumns(metrics: metrics), next: 0, tableBytes: 0)
  }

  /// The maximum bytes of the row of an image.
  private static let maxRow = 16 << 10

  /// The titles of the images whose rows begin at these bytes of the table.
  func titles(rows: [UInt64]) -> [String] {
    guard let file = FileHandle(forReadingAtPath: table) else { return rows.map { _ in "" } }
    defer { try? file.close() }
    return rows.map { row in
      try? file.seek(toOffset: row)
      let start = (try? file.read(upToCount: 512)) ?? nil
      if let start, let title = ScoreTableText.field(1, of: start) { return title }
      try? file.seek(toOffset: row)
      let long = (try? file.read(upToCount: Self.maxRow)) ?? nil
      return long.flatMap { ScoreTableText.field(1, of: $0) } ?? ""
    }
  }
}

/// What a scoring had done when the server ended.
struct ScoredPart: Sendable {
  /// The images with whole rows.
  var columns: ScoreColumns
  /// The number of the first image that is to be scored.
  var next: Int
  /// The bytes of the table up to the end of the last whole row.
  var tableBytes: UInt64

  /// The numbers of the images before ``next`` that have no row: they could not be read.
  var missing: [Int] {
    let known = Set(columns.images)
    return (0..<next).filter { !known.contains(Int32($0)) }
  }
}

/// Writes the table of a scoring and its numbers, image after image.
struct ScoreWriter {
  private let table: FileHandle
  private let numbers: FileHandle
  private var offset: UInt64 = 0

  /// Begins both files with the table's first row.
  init(_ folder: ScoringFolder, header: String) throws {
    for path in [folder.table, folder.numbers] { try Data().write(to: URL(fileURLWithPath: path)) }
    table = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.table))
    numbers = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.numbers))
    try write(header)
  }

  /// Continues after the whole rows of `part`, and removes the rest.
  init(_ folder: ScoringFolder, after part: ScoredPart) throws {
    table = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.table))
    numbers = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.numbers))
    offset = part.tableBytes
    try table.truncate(atOffset: offset)
    let size = ScoreColumns.recordSize(metrics: part.columns.values.count)
    try numbers.truncate(atOffset: UInt64(part.columns.count * size))
  }

  private mutating func write(_ text: String) throws {
    try table.write(contentsOf: Data(text.utf8))
    offset += UInt64(text.utf8.count)
  }

  /// A scored image.
  struct Entry {
    var image: Int
    var title: String
    var label: Int?
    var className: String
    var scores: [Float]
  }

  /// Writes images and adds them to `columns`.
  mutating func append(_ entries: [Entry], hasClasses: Bool, to columns: inout ScoreColumns) throws {
    var (text, bytes, place): (String, [UInt8], UInt64) = ("", [], offset)
    for entry in entries {
      let classFields = hasClasses ? [entry.label.map { "\($0)" } ?? "", entry.className] : []
      let row = ScoreTableText.row(["\(entry.image)", entry.title] + classFields + entry.scores.map { "\($0)" })
      let (image, label) = (Int32(entry.image), Int32(entry.label ?? -1))
      bytes += ScoreColumns.record(image: image, label: label, row: place, entry.scores)
      columns.append(image: image, label: label, row: place, entry.scores)
      place += UInt64(row.utf8.count)
      text += row
    }
    try write(text)
    try numbers.write(contentsOf: Data(bytes))
  }

  /// Makes sure that all is on the disk.
  func finish() throws {
    try table.synchronize()
    try numbers.synchronize()
    try table.close()
    try numbers.close()
  }
}
