public import Hourglass

/// What has changed in the catalogue.
public enum CatalogueChange: Codable, Hashable, Sendable {
  /// A run that was not there; `row` has no settings.
  case runAppeared(row: RunRow)
  /// Something of a run changed; `row` has no settings.
  case runChanged(row: RunRow)
  /// The run's folder is gone, or has another name.
  case runRemoved(id: String)
  /// Runs were deleted, restored or purged: these are deleted now.
  case deletedRuns([DeletedRun])
  /// A data set appeared, changed or is gone.
  case dataSetChanged(id: String)
  /// The catalogue could not be written; the folders are untouched.
  case problem(String)
  /// The listener was too slow, and changes before this one are missing: read the lists again.
  case missed
}
