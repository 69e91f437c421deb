extension EventValue {
  /// A table of settings, in this order, as text in Markdown.
  public static func settings(_ settings: [(name: String, value: String)]) -> EventValue {
    let rows = settings.map { "| \(code($0.name)) | \(code($0.value)) |\n" }
    return .text("| setting | value |\n| --- | --- |\n" + rows.joined())
  }

  /// `text` in Markdown, in which nothing is markup.
  ///
  /// A fence longer than any run of backticks in the text; lines are joined, because a row of a table is one line.
  private static func code(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    guard !line.allSatisfy(\.isWhitespace) else { return "" }
    let longestRun = line.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longestRun + 1)
    return longestRun == 0 ? fence + line + fence : "\(fence) \(line) \(fence)"
  }
}
