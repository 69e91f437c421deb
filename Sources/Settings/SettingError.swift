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

  /// Reports what the YAML parser found wrong in the file at `path`.
  init(notYAML error: any Error, path: String) {
    let (line, problem): (Int?, String) =
      switch error {
      case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
        YamlError.composer(_, let problem, let mark, _):
        (mark.line, problem)
      default: (nil, "\(error)".split(separator: "\n").joined(separator: " "))
      }
    self.init(
      .notYAML,
      Report(
        "not YAML: \(problem)", place: path + (line.map { ":\($0)" } ?? ""),
        cure: "check indentation, colons and quotes there"))
    self.line = line
  }
}
