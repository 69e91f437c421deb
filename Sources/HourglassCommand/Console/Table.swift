/// Columns of text, aligned: the first to the left, numbers to the right.
struct Table {
  private let header: [String]
  private var rows: [[String]]

  init(_ header: [String], rows: [[String]] = []) { (self.header, self.rows) = (header, rows) }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The lines, header first.
  var lines: [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return isNumeric(column) ? gap + row[column] : row[column] + gap
      }.joined(separator: "  ").trimmingTrailingSpaces
    }
  }

  /// Prints the lines.
  func print() { for line in lines { Swift.print(line) } }

  private func isNumeric(_ column: Int) -> Bool {
    column > 0 && rows.allSatisfy { $0[column].first.map { $0.isNumber || $0 == "-" } ?? true }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
