import Foundation
import ImageData

/// Where a run's images were when it was made, so that the run can be used from any working folder.
///
/// `run.yaml` holds paths as they were given; these are absolute, in its `record`.
package struct RecordedPlaces: Hashable, Sendable {
  /// The folder or file that the images were read from.
  package var dataset: String?
  /// The folder that relative paths of the run file start from.
  package var workingFolder: String?
  /// Where the images were at the newest start that found them elsewhere; nil for none.
  package var newest: String?

  /// The places of `dataset`, read in this process.
  init(_ dataset: Dataset) {
    self.dataset = dataset.path
    workingFolder = FileManager.default.currentDirectoryPath
  }

  /// The places that the `record` of a run file holds.
  init(record: [String: String]) {
    dataset = record[Self.datasetField]
    workingFolder = record[Self.workingFolderField]
  }

  /// The fields of a run file's `record`.
  var fields: [(String, String)] {
    [(Self.datasetField, dataset), (Self.workingFolderField, workingFolder)].compactMap { name, value in
      value.map { (name, $0) }
    }
  }

  private static let datasetField = "dataset_path"
  private static let workingFolderField = "working_folder"

  /// `path`, or the same path in the recorded working folder where nothing is at `path` itself.
  func located(_ path: String) -> String {
    let files = FileManager.default
    guard let workingFolder, !path.hasPrefix("/"), !files.fileExists(atPath: path) else { return path }
    let recorded = "\(workingFolder)/\(path)"
    return files.fileExists(atPath: recorded) ? recorded : path
  }

  /// Whether `path`, as it was given, may have led to the recorded data set from some folder.
  func agrees(with path: String) -> Bool {
    guard let dataset else { return false }
    let parts = path.split(separator: "/").drop { $0 == "." || $0 == ".." }
    return dataset.split(separator: "/").suffix(parts.count).elementsEqual(parts)
  }
}
