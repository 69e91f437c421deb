public import Hourglass

/// What is wrong with a job, or with a request for one.
public struct JobError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// Another server has the folder of jobs.
    case busy
    /// No job has this identifier.
    case noJob
    /// The job's state does not allow the request.
    case wrongState
    /// The request cannot be carried out as it is.
    case badRequest
    /// A file or a folder of jobs cannot be written.
    case cannotWrite
    /// The queue is closed.
    case closed
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
