import Synchronization

/// Regular expressions that texts must match as a whole, each compiled once.
enum Pattern {
  private static let known = Mutex<[String: Regex<AnyRegexOutput>]>([:])

  /// Whether the whole of `text` matches `pattern`, or where `pattern` is none.
  static func matches(_ pattern: String, _ text: String) -> Bool {
    known.withLock { known in
      guard let regex = known[pattern] ?? (try? Regex(pattern)) else { return true }
      known[pattern] = regex
      return (try? regex.wholeMatch(in: text)) != nil
    }
  }
}
