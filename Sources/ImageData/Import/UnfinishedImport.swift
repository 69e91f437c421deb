internal import Diagnostics
internal import Files
internal import Foundation
import ImageFormats

extension ImportJob {
  /// Whether an import into the folder at `path` was started and has not finished: the folder holds its marker file.
  public static func isUnfinished(at path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(UnfinishedImport.fileName)")
  }
}

/// The marker file in an import's folder until the import has finished: its settings and state.
struct UnfinishedImport: Codable, Equatable {
  static let fileName = "UNFINISHED"

  /// An unreadable image.
  struct Bad: Codable, Equatable {
    /// The part of the data set, `train_db`.
    var part: String
    /// Its position in the part's list.
    var position: Int
    var title: String
    var reason: String
  }

  /// The settings and images; an import is resumed only with the same.
  var request: ImportRequest
  /// The number of records written, by part.
  var written: [String: Int] = [:]
  var badImages: [Bad] = []

  /// Writes the marker file.
  ///
  /// - Throws: `AtomicFileError`.
  func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    try AtomicFile.write(text: text, to: "\(folder)/\(Self.fileName)")
  }

  /// Reads the marker file in `folder`; nil if there is none.
  ///
  /// - Throws: ``ImportError`` when it is damaged.
  static func read(from folder: String) throws(ImportError) -> UnfinishedImport? {
    let path = "\(folder)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
      let read = try? JSONDecoder().decode(UnfinishedImport.self, from: data)
    else {
      throw ImportError(
        .damaged, "the marker of an unfinished import is damaged", place: path, cure: "start again with --restart")
    }
    return read
  }

  /// Checks that no unfinished import writes the database.
  static func refuse(_ location: LMDBLocation) throws(ImageFileError) {
    for folder in location.isPart ? [location.path, location.parent] : [location.path]
    where FileManager.default.fileExists(atPath: "\(folder)/\(fileName)") {
      throw ImageFileError(
        .unfinished, "the import of this database has not finished", place: location.path,
        got: "the file \(folder)/\(fileName)",
        cure: "continue with `hourglass data import … --resume`, or start again with --restart")
    }
  }
}
