import Diagnostics
import Files
import Foundation

extension CodeTable {
  /// Reads a CSV file with a header (RFC 4180).
  init(csv path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw CodeFileError(.empty, Report("no such file", place: path, cure: "check the path"))
    }
    var rows = Self.rows(try TextFile.lines(path))
    guard let header = rows.popFirst() else {
      throw CodeFileError(.empty, Report("the file is empty", place: path, expected: "a header and a line a code"))
    }
    let numbered = header.indices.filter { header[$0].wholeMatch(of: /c\d+/) != nil }
    let columns = numbered.isEmpty ? Array(header.indices) : numbered
    let label = numbered.isEmpty ? nil : header.firstIndex(of: "label")
    var codes: [Float] = []
    var labels: [Int32] = []
    for (line, row) in rows.enumerated() {
      func bad(_ what: String, _ expected: String, _ got: String) -> CodeFileError {
        CodeFileError(.badValue, Report(what, place: "\(path), line \(line + 2)", expected: expected, got: got))
      }
      guard row.count == header.count else {
        throw bad("the line differs in its number of columns", "\(header.count)", "\(row.count)")
      }
      for column in columns {
        guard let value = Float(row[column].trimmingCharacters(in: .whitespaces)) else {
          throw bad("column \(header[column]) is not a number", "a number", row[column])
        }
        codes.append(value)
      }
      if let label { labels.append(Int32(row[label]) ?? -1) }
    }
    try self.init(
      shape: [rows.count, columns.count], codes, labels: label == nil ? nil : labels, place: path)
  }

  /// The fields of each line; a field in quotes may hold commas.
  private static func rows(_ lines: [String]) -> ArraySlice<[String]> {
    lines.map { line in
      guard line.contains("\"") else {
        return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      var fields = [""]
      var isQuoted = false
      for letter in line {
        switch letter {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: fields.append("")
        default: fields[fields.count - 1].append(letter)
        }
      }
      return fields
    }[...]
  }
}
