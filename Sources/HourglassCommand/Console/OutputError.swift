import Foundation
import Hourglass

/// Standard output that could not be written.
struct OutputError: ReportedError {
  enum Code { case notWritten }
  let code = Code.notWritten
  let report: Report

  /// The error of the system's number; nil where it is not known any more.
  init(number: Int32?) {
    report = Report(
      "standard output could not be written", got: number.map { String(cString: strerror($0)) },
      cure: "free some space, or send the output elsewhere")
  }
}
