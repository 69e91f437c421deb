public import Diagnostics
internal import ImageFormats

/// A data set that could not be found, loaded or split.
public struct DatasetError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The name is neither a known data set nor a file or folder.
    case unknownName
    /// A known data set is in none of the folders searched.
    case notFound
    /// There is no file or folder at the path given.
    case missingPath
    /// The file does not hold images of any known kind.
    case unrecognized
    /// A folder lacks a file that the data set needs.
    case incomplete
    /// The split names images that the data set does not have.
    case missingPart
    /// The text is not a validation split.
    case malformedSplit
    /// The split leaves no images to train on, or holds none out.
    case impossibleSplit
    /// The images have no classes, or none of a class.
    case noClasses
    /// The images have no coarse labels.
    case noCoarseLabels
    /// Images cannot be read.
    case badImages
  }

  public let code: Code
  public let report: Report

  init(
    _ code: Code, _ what: String, place: String? = nil, expected: String? = nil, got: String? = nil,
    cure: String? = nil
  ) {
    self.code = code
    report = Report(what, place: place, expected: expected, got: got, cure: cure)
  }

  /// The error for a split that validates with a `part` that the data set `name` does not have.
  init(missing part: String, in name: String) {
    self.init(
      .missingPart, "there are no \(part) images to validate with", place: name,
      cure: "hold some out of the training images, --validation 10%, or none")
  }

  /// Checks that coarse labels are not requested of the images at `path`, which have none.
  static func checkHasOnlyFineLabels(_ path: String, _ reading: ImageReading) throws(DatasetError) {
    guard reading.labelSet == .coarse else { return }
    throw DatasetError(
      .noCoarseLabels, "the images have no coarse labels", place: path, expected: CIFARKind.cifar100.rawValue,
      cure: "leave out --label-set")
  }

  /// The error for a source `name` without a readable image.
  public static func noneReadable(_ name: String) -> DatasetError {
    DatasetError(.badImages, "none of the images can be read", place: name, cure: "find out why: hourglass data verify")
  }

  /// The error for `images` of `count` in `place` that cannot be read; lists 20 of them.
  static func badImages(_ images: [BadImage], of count: Int, in place: String) -> DatasetError {
    let shown = images.prefix(20).map { image in
      image.reason.contains(image.title) ? image.reason : "\(image.title): \(image.reason)"
    }.joined(separator: "; ")
    let more = images.count > 20 ? "; and \(images.count - 20) more" : ""
    return DatasetError(
      .badImages, "\(images.count) of \(count) images cannot be read", place: place, got: shown + more,
      cure: images.count == count
        ? "check that these are images" : "repair or remove them, or leave them out with --on-bad-image skip")
  }
}
