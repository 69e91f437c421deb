public import Diagnostics
package import ImageShapes

/// Image files that could not be read or written.
public struct ImageFileError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// There is no such folder or database.
    case missing
    /// A file that belongs to others is not there.
    case missingFile
    /// The system refuses to read or write.
    case unreadable
    /// The file has another format.
    case wrongFormat
    /// A version or variant of the format that is not supported.
    case unsupported
    /// The file is damaged.
    case corrupt
    /// The file is shorter than its header states.
    case truncated
    /// The file is longer than its header states.
    case trailing
    /// The header states more than the file can hold.
    case oversized
    /// There are no images, records or names.
    case empty
    /// The shape is not an image's.
    case wrongShape
    /// The number of values does not match the shape.
    case wrongLength
    /// Images of one set differ in shape.
    case mixedShapes
    /// A value is not a pixel level.
    case badValue
    /// A label is missing or out of range.
    case badLabel
    /// Lines of a text file are wrong; up to 20 are listed.
    case badLines
    /// Labels and images differ in number or keys.
    case labelCount
    /// Names and classes differ in number.
    case classCount
    /// Pictures lie both in a folder and in its sub-folders.
    case mixedFolder
    /// There are more images than an index can count.
    case tooMany
    /// An archive holds more than the limits allow.
    case tooLarge
    /// An archive entry's path leads out of the archive.
    case unsafePath
    /// The unpacked files cannot be put in place.
    case notUnpacked
    /// Memory ran out.
    case noMemory
    /// Another program uses the database.
    case locked
    /// An import into the database has not finished.
    case unfinished
    /// The disk, or the limit for one file, is full.
    case diskFull
    /// Any other failure of the system.
    case system
  }

  public let code: Code
  public let report: Report

  package init(
    _ code: Code, _ what: String, place: String? = nil, expected: String? = nil, got: String? = nil,
    cure: String? = nil
  ) {
    self.code = code
    report = Report(what, place: place, expected: expected, got: got, cure: cure)
  }

  /// Checks that there are as many labels as images in the file at `path`.
  ///
  /// - Throws: ``ImageFileError`` with the code `labelCount`.
  package static func check(labels: Int, against images: Int, of path: String) throws(ImageFileError) {
    guard labels != images else { return }
    throw ImageFileError(
      .labelCount, "labels and images differ in number", place: path, expected: "\(images) labels", got: "\(labels)",
      cure: "fetch both files again, from one data set")
  }

  /// Checks that the images of a `part`, `test` or `validation`, have the shape of the training images.
  ///
  /// - Throws: ``ImageFileError`` with the code `mixedShapes`.
  package static func check(
    _ part: String, shape: ImageShape, against training: ImageShape, of place: String
  ) throws(ImageFileError) {
    guard shape != training else { return }
    throw ImageFileError(
      .mixedShapes, "\(part) and training images differ in shape", place: place, expected: "\(training)",
      got: "\(shape)", cure: "resize all to one size with --resize WxH")
  }
}
