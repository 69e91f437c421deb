public import Diagnostics

/// A declared network that cannot be built, with everything that is wrong with it.
public struct NetworkError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    /// Not a model file, or fields that cannot be read.
    case unreadable
    /// Layers that do not fit each other, or the loss.
    case misfit
  }
  public let code: Code
  /// All problems, in the order of their lines; at least one.
  public let problems: [Report]

  /// The first problem.
  public var report: Report { problems[0] }
  /// A line for each problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }

  /// The same, of the file at `path`.
  public func located(in path: String) -> NetworkError {
    NetworkError(
      code,
      problems.map { problem in
        var problem = problem
        if let place = problem.place, place.hasPrefix(DeclaredAutoencoder.definitionName) {
          problem.place = path + place.dropFirst(DeclaredAutoencoder.definitionName.count)
        }
        return problem
      })
  }

  init(_ code: Code, _ problems: [Report]) {
    require(!problems.isEmpty, "an error without a problem")
    self.code = code
    self.problems = problems
  }
}

/// The problems of a file, collected while it is read.
final class Problems {
  /// The file.
  let file: String
  private var found: [(line: Int, report: Report)] = []

  init(file: String) { self.file = file }

  var isEmpty: Bool { found.isEmpty }
  /// In the order of their lines.
  var reports: [Report] { found.sorted { $0.line < $1.line }.map(\.report) }

  /// Notes `report`, whose place is within `line`.
  func add(_ report: Report, line: Int?) {
    var report = report
    let here = line.map { "\(file):\($0)" } ?? file
    report.place = [here, report.place].compactMap(\.self).joined(separator: ", ")
    found.append((line ?? 0, report))
  }
}
