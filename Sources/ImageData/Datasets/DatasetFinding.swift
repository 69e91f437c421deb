internal import Diagnostics
import ImageFormats

/// The result of searching for a known data set.
public struct DatasetFinding: Sendable, Hashable {
  /// The data set.
  public let dataset: KnownDataset
  /// The folder with its files, or the archive; nil if it was not found.
  public let folder: String?
  /// The folders searched without success, in order; `DIR (holds mnist)` if another data set is there.
  public let searched: [String]

  /// The advice for getting the data set.
  public var cure: String { dataset.cure }

  /// The error for a data set that was not found.
  var error: DatasetError {
    DatasetError(
      .notFound, "data set not found", place: dataset.name, expected: dataset.expectedFiles,
      got: searched.isEmpty ? "no folder to search" : "none in \(searched.joined(separator: ", "))",
      cure: dataset.cure)
  }
}
