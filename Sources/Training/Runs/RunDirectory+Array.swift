import Diagnostics
import Files
import Foundation
public import ImageFormats

extension RunDirectory {
  /// Reads the range of the array that the run was trained on, from Python or C; nil for a run of other images.
  ///
  /// - Throws: ``RunError`` for a file that is not a range; `TextFileError`.
  public func arrayLevels() throws -> NumberLevels? {
    let text = try TextFile.lines(arrayFile).joined(separator: "\n")
    guard !text.isEmpty || FileManager.default.fileExists(atPath: arrayFile) else { return nil }
    guard let levels = try? NumberLevels(jsonLine: text), levels.black != levels.white else {
      throw RunError(
        .badArray,
        Report(
          "the range of the array that the run was trained on cannot be read", place: arrayFile,
          expected: #"a JSON object such as {"black":0,"white":1}"#, got: String(text.prefix(40)).debugDescription,
          cure: "write it again, or remove the file of a run of numbers from 0 to 1"))
    }
    return levels
  }

  /// Writes the range of the array that the run is trained on beside its settings.
  ///
  /// - Throws: `AtomicFileError`.
  public func write(_ levels: NumberLevels) throws {
    try AtomicFile.write(text: String(decoding: JSONEncoder().encode(levels), as: UTF8.self) + "\n", to: arrayFile)
  }

  /// What says how arrays are read: the range, and what Python writes beside it.
  var arrayFiles: [String] { [arrayFile, "\(path)/estimator.json"] }

  private var arrayFile: String { "\(path)/array.json" }
}
