internal import Diagnostics
import ImageFormats

/// Where a known data set was found, or not.
public struct DatasetFinding: Sendable, Hashable {
  /// The data set that was looked for.
  public let dataset: KnownDataset
  /// The folder with its files, or the archive that holds them; nil where there is none.
  public let folder: String?
  /// The folders looked at in vain, in their order; `DIR (holds mnist)` where another data set was there.
  public let searched: [String]

  /// How a data set that is nowhere can be had.
  public var cure: String { dataset.cure }

  /// The error for a data set that is nowhere.
  var error: DatasetError {
    DatasetError(
      code: .notFound,
      report: Report(
        "data set not found", place: dataset.name, expected: dataset.expectedFiles,
        got: searched.isEmpty ? "no folder to look in" : "none in \(searched.joined(separator: ", "))",
        cure: dataset.cure))
  }
}
