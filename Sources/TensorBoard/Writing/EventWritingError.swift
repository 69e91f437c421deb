public import Diagnostics
internal import Foundation

/// Values for TensorBoard that could not be written; training goes on without them.
public struct EventWritingError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The folder or the event file cannot be created.
    case notCreated
    /// The event file cannot be extended, because the disk is full for example.
    case notAppended
    /// Events after the step of a resumed run cannot be removed.
    case notRewritten
    /// Values were dropped because too many waited to be written.
    case dropped
  }

  public let code: Code
  public let report: Report
  public let underlying: (any Error)?

  private init(_ code: Code, _ report: Report, underlying: (any Error)? = nil) {
    (self.code, self.report, self.underlying) = (code, report, underlying)
  }

  /// The file or folder at `path` cannot be created.
  static func notCreated(_ path: String, number: Int32? = nil, underlying: (any Error)? = nil) -> Self {
    Self(
      .notCreated,
      Report(
        "the event file for TensorBoard cannot be created", place: path, got: number.map(words),
        cure: "make the folder writable; training continues, and the values are written as soon as possible"),
      underlying: underlying)
  }

  /// The file at `path` cannot be extended.
  static func notAppended(_ path: String, number: Int32) -> Self {
    Self(
      .notAppended,
      Report(
        "the event file for TensorBoard cannot be extended", place: path, got: words(number),
        cure: "free some space; training continues, and the values are written as soon as possible"))
  }

  /// The files in `folder` cannot be rewritten.
  static func notRewritten(_ folder: String, underlying: any Error) -> Self {
    Self(
      .notRewritten,
      Report(
        "events for TensorBoard after the resumed step cannot be removed", place: folder,
        cure: "free some space and resume again; training continues"),
      underlying: underlying)
  }

  /// `count` values for `folder` were dropped.
  static func dropped(_ count: Int, in folder: String) -> Self {
    Self(
      .dropped,
      Report(
        "values for TensorBoard were dropped", place: folder, got: "\(count) dropped",
        cure: "free some space, use a faster disk or log less often; training continues"))
  }

  /// The system's words for its error `number`.
  private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
