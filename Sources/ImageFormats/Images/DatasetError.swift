public import Diagnostics
package import ImageShapes

/// Why a data set could not be found, loaded or split.
public struct DatasetError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// The name is no known data set, and no file or folder.
    case unknownName
    /// A known data set is in none of the places looked at.
    case notFound
    /// There is no file or folder at the path given.
    case missingPath
    /// The file is of no kind that holds images.
    case unrecognized
    /// A folder lacks a file that the data set needs.
    case incomplete
    /// Labels and images differ in number.
    case labelCount
    /// Test images have another shape than training images.
    case testShape
    /// Validation images have another shape than training images.
    case validationShape
    /// The split names images that the data set does not have.
    case missingPart
    /// The text is no validation split.
    case malformedSplit
    /// The split leaves no images to train on, or holds none out.
    case impossibleSplit
    /// Coarse labels are asked for of images that have none.
    case noCoarseLabels
    /// Images cannot be read.
    case badImages
  }

  public let code: Code
  public let report: Report

  /// The split asks for a part that `name` does not have.
  package init(missing part: String, in name: String) {
    self.init(
      code: .missingPart,
      report: Report(
        "there are no \(part) images to validate with", place: name,
        cure: "hold some out of the training images, --validation 10%, or none"))
  }

  package init(code: Code, report: Report) { (self.code, self.report) = (code, report) }

  /// Refuses to read the images at `path` with other labels than they have.
  package static func checkHasOnlyFineLabels(_ path: String, _ reading: ImageReading) throws(DatasetError) {
    guard reading.labelSet == .coarse else { return }
    throw DatasetError(
      code: .noCoarseLabels,
      report: Report(
        "the images have no coarse labels", place: path, expected: CIFARKind.cifar100.rawValue,
        cure: "leave out --label-set"))
  }

  /// None of the images of `name` could be read.
  public static func noneReadable(_ name: String) -> DatasetError {
    DatasetError(
      code: .badImages,
      report: Report(
        "none of the images can be read", place: name, cure: "see what is wrong with them: hourglass data verify"))
  }

  /// `images`, of `count` in `place`, could not be read.
  package static func badImages(_ images: [BadImage], of count: Int, in place: String) -> DatasetError {
    let shown = images.prefix(20).map { image in
      image.reason.contains(image.title) ? image.reason : "\(image.title): \(image.reason)"
    }.joined(separator: "; ")
    let more = images.count > 20 ? "; and \(images.count - 20) more" : ""
    return DatasetError(
      code: .badImages,
      report: Report(
        "\(images.count) of \(count) images cannot be read", place: place, got: shown + more,
        cure: images.count == count
          ? "check that these are images" : "mend or remove them, or leave them out with --on-bad-image skip"))
  }

  package static func check(labels: Int, against images: Int, of path: String) throws(DatasetError) {
    if labels != images {
      throw DatasetError(
        code: .labelCount,
        report: Report(
          "labels and images differ in number", place: path, expected: "\(images) labels", got: "\(labels)",
          cure: "fetch both files again, from one data set"))
    }
  }
  package static func check(validationShape: ImageShape, against shape: ImageShape, of place: String)
    throws(DatasetError)
  {
    if validationShape != shape {
      throw DatasetError(
        code: .validationShape,
        report: Report(
          "validation and training images differ in shape", place: place, expected: "\(shape)",
          got: "\(validationShape)", cure: "bring all to one size with --resize WxH"))
    }
  }
  package static func check(testShape: ImageShape, against shape: ImageShape, of place: String) throws(DatasetError) {
    if testShape != shape {
      throw DatasetError(
        code: .testShape,
        report: Report(
          "test and training images differ in shape", place: place, expected: "\(shape)", got: "\(testShape)",
          cure: "fetch both files again, from one data set"))
    }
  }
}
