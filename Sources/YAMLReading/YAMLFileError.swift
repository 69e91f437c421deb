public import Diagnostics
import Yams

/// A YAML file that cannot be used.
public struct YAMLFileError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    case unreadable, notYAML, unknownField, badValue, missingField
  }
  public let code: Code
  public let report: Report

  public init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }

  /// What the YAML parser says of the file at `path`.
  init(notYAML error: any Error, path: String) {
    let (line, problem) =
      switch error {
      case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
        YamlError.composer(_, let problem, let mark, _):
        (":\(mark.line)", problem)
      default: ("", "\(error)".split(separator: "\n").joined(separator: " "))
      }
    self.init(
      .notYAML,
      Report("not YAML: \(problem)", place: path + line, cure: "check indentation, colons and quotes there"))
  }
}
