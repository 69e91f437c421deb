public import Diagnostics
import Yams

/// A setting that cannot be used: in a file, a flag, a JSON object or Swift.
public struct SettingError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    /// The file cannot be read.
    case unreadable
    case notYAML
    case notJSON
    /// The text has another form than the setting's.
    case notReadable
    /// No kind has this name.
    case unknownName
    case unknownField
    case missingField
    /// A name is given more than once.
    case repeated
    case badValue
    /// The value makes no sense with the other settings.
    case doesNotFit
    /// One entry has fields of several kinds.
    case severalKinds
    /// Other systems have this kind; Hourglass does not.
    case unsupported
  }
  public let code: Code
  public let report: Report
  /// The line of text that is not YAML, from 1; nil where it is not known, and for other errors.
  public private(set) var line: Int?

  /// An error with its report.
  public init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }

  /// Reports what the YAML parser found wrong in `text`, which came from the file `path`.
  init(notYAML error: any Error, text: String, path: String) {
    let (line, problem) = Self.problem(error, in: text)
    self.init(
      .notYAML,
      Report(
        "not YAML: \(problem)", place: path + (line.map { ":\($0)" } ?? ""),
        cure: "check indentation, colons and quotes there"))
    self.line = line
  }

  /// The line of the parser's `error`, and what is wrong there.
  ///
  /// The parser finds a bracket or a quote that is never closed, and a name without a colon, at a later line; the line where
  /// they are says more.
  private static func problem(_ error: any Error, in text: String) -> (line: Int?, problem: String) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let last = (lines.lastIndex { line in line.contains { !$0.isWhitespace } } ?? 0) + 1
      guard let context, context.mark.line < mark.line else { return (min(mark.line, last), problem) }
      func indentation(_ line: Int) -> Int { lines[line - 1].prefix { $0 == " " }.count }
      let isAtEnd = mark.line > last || mark.line == last && mark.column > lines[last - 1].unicodeScalars.count
      let isEarlier =
        context.text.contains("quoted") || context.text.contains("simple key")
        || context.text.contains("flow") && !isAtEnd && indentation(mark.line) <= indentation(context.mark.line)
      guard isAtEnd || isEarlier else { return (mark.line, problem) }
      return (min(context.mark.line, last), "\(problem) \(context.text)")
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      return (context.mark.line, "\(keys.sorted().joined(separator: ", ")) is given more than once")
    default:
      return (nil, "\(error)".split(separator: "\n").joined(separator: " "))
    }
  }
}
