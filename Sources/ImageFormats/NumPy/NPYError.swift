public import Diagnostics

/// Why a NumPy file could not be read as images or labels.
public struct NPYError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// It does not begin as NumPy's files do.
    case notNPY
    /// Its header cannot be understood.
    case malformedHeader
    /// Its elements are no numbers that become bytes.
    case unsupportedElement
    /// Its dimensions are not those of images or labels.
    case wrongDimensions
    /// Channels could be the second dimension or the last.
    case ambiguousDimensions
    /// One of its sizes is zero.
    case empty
    /// It ends before what its header promises.
    case truncated
    /// It goes on after what its header promises.
    case trailing
    /// Its header promises more than can be counted.
    case oversized
    /// Its numbers are neither in [0, 1] nor whole from 0 to 255.
    case badValues
    /// Its labels are not whole from 0 to 65535.
    case badLabels
    /// An archive has no array of images.
    case noImages
  }

  public let code: Code
  public let report: Report
}
