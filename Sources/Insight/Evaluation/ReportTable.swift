/// A table of a report: a header, and rows of as many cells.
struct ReportTable {
  let header: [String]
  var rows: [[String]] = []

  init(_ header: [String], rows: [[String]] = []) { (self.header, self.rows) = (header, rows) }

  /// The table in Markdown.
  var markdown: String {
    let lines = [header, header.indices.map { $0 == 0 ? ":--" : "--:" }] + rows
    return lines.map { "| \($0.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }

  /// The table in HTML, without scripts.
  var html: String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>\(cells.map { "<\(tag)>\($0.htmlEscaped)</\(tag)>" }.joined())</tr>"
    }
    return "<table>\(row(header, "th"))\(rows.map { row($0, "td") }.joined())</table>"
  }
}

extension String {
  /// The text with the letters that HTML reserves written as entities.
  var htmlEscaped: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
