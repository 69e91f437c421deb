public import Diagnostics

/// All problems of a network that cannot be built.
public struct NetworkError: ReportedError {
  /// The reason.
  public enum Code: Hashable, Sendable {
    /// Not a model file, or unreadable fields.
    case unreadable
    /// Layers that do not fit each other, or the loss.
    case misfit
  }
  public let code: Code
  /// All problems, in the order of their lines; at least one.
  public let problems: [Report]
  /// The line of each problem in the text, from 1; nil for a problem of the whole text.
  public let lines: [Int?]

  /// The first problem.
  public var report: Report { problems[0] }
  /// One line per problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }

  /// The same error with `path` as its file.
  public func located(in path: String) -> NetworkError {
    NetworkError(
      code,
      problems.map { problem in
        var problem = problem
        if let place = problem.place, place.hasPrefix(DeclaredModel.definitionName) {
          problem.place = path + place.dropFirst(DeclaredModel.definitionName.count)
        }
        return problem
      }, lines: lines)
  }

  init(_ code: Code, _ problems: [Report], lines: [Int?]? = nil) {
    require(!problems.isEmpty, "an error without a problem")
    self.code = code
    self.problems = problems
    self.lines = lines ?? problems.map { _ in nil }
  }
}

/// The problems of a file, collected during reading.
final class Problems {
  /// The file.
  let file: String
  private var found: [(line: Int?, report: Report)] = []

  init(file: String) { self.file = file }

  var isEmpty: Bool { found.isEmpty }
  var count: Int { found.count }

  /// The error with all problems, in the order of their lines.
  func error(_ code: NetworkError.Code) -> NetworkError {
    let sorted = found.sorted { $0.line ?? 0 < $1.line ?? 0 }
    return NetworkError(code, sorted.map(\.report), lines: sorted.map(\.line))
  }

  /// Adds `report` with a place in `line`.
  func add(_ report: Report, line: Int?) {
    var report = report
    let here = line.map { "\(file):\($0)" } ?? file
    report.place = [here, report.place].compactMap(\.self).joined(separator: ", ")
    found.append((line, report))
  }
}
