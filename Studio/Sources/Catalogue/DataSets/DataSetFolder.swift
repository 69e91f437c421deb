import Foundation
import Hourglass

/// The folder of a data set.
struct DataSetFolder {
  let path: String
  let id: String

  init(id: String, in store: String) { (self.id, path) = (id, "\(store)/\(id)") }

  var description: String { "\(path)/\(DatasetDescription.fileName)" }
  var file: String { "\(path)/\(DataSetFile.name)" }
  var importFolder: String { "\(path)/images" }

  /// The identifier that `title` gives: at most 48 small letters, digits and hyphens.
  static func id(for title: String) -> String {
    let letters = title.lowercased().unicodeScalars.map { scalar -> Character in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
    }
    let words = String(letters).split(separator: "-").joined(separator: "-").prefix(48)
    return words.isEmpty ? "data" : String(words)
  }

  /// Whether `id` is one that ``id(for:)`` may make, which leads nowhere else.
  static func isID(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 64
      && id.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
  }

  /// Reads the data set; nil where there is none.
  func read() -> DataSet? {
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    guard let record = try? DataSetFile.decoder.decode(DataSetFile.self, from: data) else {
      let date = FileStamp(file)?.date ?? .distantPast
      return dataSet(
        DataSetFile(title: id, created: date, source: path), .broken, "\(file) cannot be read; mend or remove it")
    }
    let (state, problem) = state(record)
    return dataSet(record, state, problem)
  }

  func write(_ record: DataSetFile) throws(CatalogueError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let text = String(decoding: try DataSetFile.encoder.encode(record), as: UTF8.self)
      try AtomicFile.write(text: text + "\n", to: file)
    } catch {
      throw CatalogueError(
        .cannotWrite,
        Report(
          "the data set cannot be written", place: path, got: "\(error)",
          cure: "free some space, or allow writing there"),
        cause: error)
    }
  }

  /// The record, to be changed.
  func record() throws(CatalogueError) -> DataSetFile {
    guard DataSetFolder.isID(id), let data = FileManager.default.contents(atPath: file),
      let record = try? DataSetFile.decoder.decode(DataSetFile.self, from: data)
    else { throw Self.none(id) }
    return record
  }

  /// Describes the images once the import or the download has finished, if they are not described yet.
  func describeImages() throws {
    let files = FileManager.default
    guard !files.fileExists(atPath: description), let record = try? record(), record.isMade == true else { return }
    if let name = record.knownName {
      try DataSetStore.description(of: name).write(to: description)
    } else if !ImportJob.isUnfinished(at: importFolder),
      files.fileExists(atPath: "\(importFolder)/\(DatasetDescription.fileName)")
    {
      try DatasetDescription(path: "\(importFolder)/\(DatasetDescription.fileName)").resolved(in: "images")
        .write(to: description)
    }
  }

  private func state(_ record: DataSetFile) -> (DataSet.State, String?) {
    guard FileManager.default.fileExists(atPath: description) else {
      return record.isMade == true ? (.making, nil) : (.broken, "\(description) is missing; delete the data set")
    }
    do {
      let description = try DatasetDescription(path: description).resolved(in: path)
      let paths = [description.training.images, description.validation?.images, description.test?.images]
      if let missing = paths.compactMap(\.self).first(where: { !FileManager.default.fileExists(atPath: $0) }) {
        return (.broken, "its images are not at \(missing) any more")
      }
      return (.ready, nil)
    } catch {
      return (.broken, "\(error)")
    }
  }

  private func dataSet(_ record: DataSetFile, _ state: DataSet.State, _ problem: String?) -> DataSet {
    DataSet(
      id: id, title: record.title, created: record.created, note: record.note, form: record.form, job: record.job,
      source: record.source, reference: record.knownName ?? description, folder: path, state: state, problem: problem)
  }

  static func none(_ id: String) -> CatalogueError {
    CatalogueError(
      .noDataSet,
      Report("there is no such data set", place: String(id.prefix(80)), cure: "it may have been deleted; see the list"))
  }
}
