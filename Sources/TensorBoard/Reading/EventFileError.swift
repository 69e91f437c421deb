public import Diagnostics

/// A record of an event file that cannot be read.
public struct EventFileError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The record's length does not match its checksum; what follows is out of reach.
    case damagedLength
    /// The record's data do not match their checksum.
    case damagedData
    /// The record is longer than 1 GiB.
    case tooLong
    /// The record is whole, but not an event.
    case notAnEvent
  }

  public let code: Code
  public let report: Report

  /// The error for the record at byte `position` of the file at `path`.
  init(_ code: Code, path: String, position: Int) {
    self.code = code
    let what =
      switch code {
      case .damagedLength: "the length of a record does not match its checksum"
      case .damagedData: "the data of a record do not match their checksum"
      case .tooLong: "a record is longer than 1 GiB"
      case .notAnEvent: "a record is not an event of TensorBoard"
      }
    report = Report(
      what, place: "\(path), byte \(position)",
      cure: code == .notAnEvent
        ? "give an event file, events.out.tfevents.…"
        : "copy the file again, or resume the run, which drops what is damaged")
  }
}
