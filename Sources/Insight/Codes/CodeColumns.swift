import Diagnostics
import Foundation

/// The columns of a CSV file that hold codes, and the one with labels.
struct CodeColumns {
  private let path: String
  private let header: [String]
  private let codes: [Int]
  private let label: Int?

  /// The dimension of a code.
  var size: Int { codes.count }

  /// Reads the header.
  ///
  /// - Throws: ``CodeFileError`` for an empty file; `InputFileError`.
  init(path: String) throws {
    var records = try CSVRecords(path: path)
    guard let header = try records.next() else {
      throw CodeFileError(.empty, Report("the file is empty", place: path, expected: "a header and a line a code"))
    }
    let numbered = header.indices.filter { header[$0].wholeMatch(of: /c\d+/) != nil }
    (self.path, self.header) = (path, header)
    codes = numbered.isEmpty ? Array(header.indices) : numbered
    label = numbered.isEmpty ? nil : header.firstIndex(of: "label")
  }

  /// The number of rows, and the label of each, -1 for what is not an integer; nil without a column of labels.
  func labels() throws -> (count: Int, labels: [Int32]?) {
    var (count, labels) = (0, [Int32]())
    try forEachRecord { _, fields in
      count += 1
      if let label { labels.append(Int32(fields[label]) ?? -1) }
      return true
    }
    return (count, label == nil ? nil : labels)
  }

  /// Calls `body` with the codes of `count` rows at a time, and the index of the first, until it returns false.
  func forEachRows(_ count: Int, _ body: (_ first: Int, _ rows: [Float]) throws -> Bool) throws {
    var (first, rows) = (0, [Float]())
    try forEachRecord { line, fields in
      for column in codes {
        guard let value = Float(fields[column]) ?? Float(fields[column].trimmingCharacters(in: .whitespaces)) else {
          throw bad(line, "column \(header[column]) is not a number", "a number", fields[column])
        }
        rows.append(value)
      }
      guard rows.count == count * size else { return true }
      defer {
        first += count
        rows.removeAll(keepingCapacity: true)
      }
      return try body(first, rows)
    }
    if !rows.isEmpty { _ = try body(first, rows) }
  }

  /// Calls `body` with each record after the header, and its line, until it returns false.
  private func forEachRecord(_ body: (_ line: Int, _ fields: [String]) throws -> Bool) throws {
    var records = try CSVRecords(path: path)
    _ = try records.next()
    while let fields = try records.next() {
      guard fields.count == header.count else {
        throw bad(
          records.line, "the line differs in its number of columns", "\(header.count)", "\(fields.count)")
      }
      guard try body(records.line, fields) else { return }
    }
  }

  private func bad(_ line: Int, _ what: String, _ expected: String, _ got: String) -> CodeFileError {
    CodeFileError(.badValue, Report(what, place: "\(path), line \(line)", expected: expected, got: got))
  }
}
