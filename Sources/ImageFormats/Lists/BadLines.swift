internal import Diagnostics

/// The wrong lines of a file: all counted, the first 20 described.
struct BadLines {
  static let maxShown = 20

  private var words: [String] = []
  private(set) var count = 0

  mutating func add(_ line: Int, _ problem: @autoclosure () -> String) {
    count += 1
    if words.count < Self.maxShown { words.append("line \(line): \(problem())") }
  }

  /// The error that lists them; nil if there are none.
  func error(path: String, cure: String) -> ImageFileError? {
    guard count > 0 else { return nil }
    let rest = count > words.count ? "; and \(count - words.count) more" : ""
    return ImageFileError(
      .badLines, count == 1 ? "one line is wrong" : "\(count) lines are wrong", place: path,
      got: words.joined(separator: "; ") + rest, cure: cure)
  }
}
