internal import Diagnostics

/// The lines of a file that are wrong: the first 20 in words, all counted.
struct BadLines {
  static let greatestShown = 20

  private var words: [String] = []
  private(set) var count = 0

  mutating func add(_ line: Int, _ problem: @autoclosure () -> String) {
    count += 1
    if words.count < Self.greatestShown { words.append("line \(line): \(problem())") }
  }

  /// The error that names them; nil where there are none.
  func error(path: String, cure: String) -> ImageListError? {
    guard count > 0 else { return nil }
    let rest = count > words.count ? "; and \(count - words.count) more" : ""
    return ImageListError(
      .badLines,
      Report(
        count == 1 ? "one line is wrong" : "\(count) lines are wrong", place: path,
        got: words.joined(separator: "; ") + rest, cure: cure))
  }
}
