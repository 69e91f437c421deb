import Diagnostics
import Files
import Foundation

/// The lines of a log of JSON objects, with their places; a line that is still written is none yet.
struct LogLines: Sendable {
  private let path: String
  /// The number of each line from 1, and its text; nil for a line that is not UTF-8.
  private let lines: [(number: Int, text: String?)]

  /// Reads the log at `path`; no lines where there is no file, or none that can be read.
  init(_ path: String) {
    self.path = path
    let bytes = FileManager.default.contents(atPath: path) ?? Data()
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
      .map { (number: $0 + 1, text: String(validating: $1, as: UTF8.self)) }
    // What follows the last line end.
    let rest = lines.popLast()
    if let rest, let text = rest.text, (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil {
      lines.append(rest)
    }
    self.lines = lines.filter { $0.text?.isEmpty != true }
  }

  /// The values of the lines, oldest first, without damaged ones; each is decoded when it is asked for.
  func values<Value: Decodable>(_: Value.Type) -> some BidirectionalCollection<Value?> {
    lines.lazy.map { line in line.text.flatMap { try? Value(jsonLine: $0) } }
  }

  /// The damaged lines; nil where each is a `Value`, which is called `title`.
  ///
  /// - Parameter afterLast: Whether only those after the last `Value` are looked for, which decodes no others.
  func damage<Value: Decodable>(_: Value.Type, title: String, afterLast: Bool = false) -> Report? {
    func isDamaged(_ line: (number: Int, text: String?)) -> Bool {
      line.text.flatMap { try? Value(jsonLine: $0) } == nil
    }
    let damaged = afterLast ? lines.reversed().prefix(while: isDamaged).reversed() : lines.filter(isDamaged)
    guard let first = damaged.first else { return nil }
    let rest = damaged.count - 1
    let others = rest == 0 ? "" : rest == 1 ? ", nor is another one" : ", nor are \(rest) others"
    return Report(
      "the line is not \(title)\(others)", place: "\(path):\(first.number)", expected: "a JSON object",
      got: first.text.map { String($0.prefix(40)).debugDescription } ?? "bytes that are not UTF-8",
      cure:
        "copy the file again from where it is intact; until then \(rest == 0 ? "the line is" : "such lines are") left out"
    )
  }
}
