public import Diagnostics

/// Why an IDX file could not be read.
public struct IDXError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it, or it is not a regular file.
    case unreadable
    /// It does not begin with an IDX magic number.
    case notIDX
    /// Its elements are not bytes.
    case unsupportedElement
    /// It has another number of dimensions than images or labels have.
    case wrongDimensions
    /// It ends before what its header promises.
    case truncated
    /// It goes on after what its header promises.
    case trailing
    /// Its header promises more than the file could possibly hold.
    case oversized
    /// Its gzip stream is damaged.
    case corruptGzip
    /// One of its sizes is zero.
    case empty
  }

  public let code: Code
  public let report: Report
}
