internal import Diagnostics
internal import Files
internal import Foundation
import ImageFormats

/// The file that lies in an import's folder from its first moment to its last: what was asked and how far it came.
struct UnfinishedImport: Codable, Equatable {
  static let fileName = "UNFINISHED"

  /// An image that could not be read.
  struct Bad: Codable, Equatable {
    /// The part of the data set, `train_db`.
    var part: String
    /// Its place in the part's list.
    var position: Int
    var title: String
    var reason: String
  }

  /// What was asked; an import is only gone on with under the same.
  var request: ImportRequest
  /// Records written, by part.
  var written: [String: Int] = [:]
  var badImages: [Bad] = []

  /// - Throws: `AtomicFileError`.
  func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    try AtomicFile.write(text: text, to: "\(folder)/\(Self.fileName)")
  }

  /// The file in `folder`, nil where there is none.
  ///
  /// - Throws: ``ImportError`` when it is damaged.
  static func read(from folder: String) throws(ImportError) -> UnfinishedImport? {
    let path = "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
      let read = try? JSONDecoder().decode(UnfinishedImport.self, from: data)
    else {
      throw ImportError(
        .damaged,
        Report("the record of an unfinished import is damaged", place: path, cure: "begin again: --restart"))
    }
    return read
  }

  /// Refuses a database that an import is writing, or was, without coming to its end.
  static func refuse(_ location: LMDBLocation) throws(LMDBError) {
    for folder in location.isPart ? [location.path, location.parent] : [location.path]
    where FileManager.default.fileExists(atPath: "\(folder)/\(fileName)") {
      throw LMDBError(
        .unfinished,
        Report(
          "the import of this database did not come to its end", place: location.path,
          got: "the file \(folder)/\(fileName)",
          cure: "go on with `hourglass data import … --resume`, or begin again with --restart"))
    }
  }
}
