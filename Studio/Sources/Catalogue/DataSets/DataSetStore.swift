import Foundation
public import Hourglass

/// The data sets that the Studio knows: made by imports and downloads, or registered where they are.
public final class DataSetStore: Sendable {
  /// The folder of data sets.
  public let folder: String

  let index: IndexFile
  let queue = WorkQueue("data-sets")
  /// Opens images that may be many, and looks at them before a data set is made.
  let opening = WorkQueue("opening", width: 2)
  /// Decodes pictures for pages.
  let decoding = WorkQueue("pictures", width: 2)
  /// Looks at whole data sets, one after the other.
  let surveying = WorkQueue("survey")
  let listeners: Listeners
  let opened = OpenedDataSets()
  let pending = PendingSurveys()

  private static let trash = ".trash"

  init(folder: String, index: IndexFile, listeners: Listeners) {
    (self.folder, self.index, self.listeners) = (folder, index, listeners)
  }

  /// All data sets, the newest first.
  public func list() async throws -> [DataSet] {
    try await queue.run { [self] in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter(DataSetFolder.isID).compactMap { name in
        let folder = DataSetFolder(id: name, in: folder)
        try? folder.describeImages()
        return folder.read()
      }.sorted { ($1.created, $0.id) < ($0.created, $1.id) }
    }
  }

  /// The data set with this identifier.
  ///
  /// - Throws: ``CatalogueError`` when there is none.
  public func dataSet(_ id: String) async throws -> DataSet { try await queue.run { [self] in try waiting(id) } }

  /// How the images at `source`, a path or a known name, are described: what ``register(_:title:source:form:)`` takes.
  ///
  /// A dataset.yaml, or a folder with one, gives its own description with absolute paths.
  /// - Throws: `DatasetError` for a known name without files, with the advice for getting it; `SettingError`.
  public func describe(_ source: String) async throws -> DatasetDescription {
    try await opening.run { try Self.description(of: source) }
  }

  /// Makes known images that exist elsewhere, once they have been opened.
  ///
  /// - Parameters:
  ///   - description: Where the images are and how they are read, with absolute paths.
  ///   - title: The title.
  ///   - source: The path or the known name that was given.
  ///   - form: The form's fields, to fill it again.
  /// - Throws: ``CatalogueError``; why the images cannot be opened, `DatasetError` or `ImageFileError`.
  public func register(
    _ description: DatasetDescription, title: String, source: String, form: [String: String] = [:]
  ) async throws -> DataSet {
    try await opening.run { [self] in
      let title = try Self.checked(title: title)
      let place = try newFolder(title)
      do {
        try description.write(to: place.description)
        _ = try OpenedDataSet(path: place.description)
        var record = DataSetFile(title: title, created: Date(), form: form, source: source)
        record.knownName = Self.knownName(source)
        try place.write(record)
      } catch {
        try? FileManager.default.removeItem(atPath: place.path)
        throw error
      }
      return try told(place.id)
    }
  }

  /// Makes known a data set that a job is about to make in its ``DataSet/importFolder``, or to download.
  ///
  /// It becomes ready by itself once the import or the download has finished.
  /// - Parameters:
  ///   - title: The title.
  ///   - source: The path or the known name that it is made from.
  ///   - isDownload: Whether the known data set `source` is downloaded, and used as it is.
  ///   - form: The form's fields, to fill it again.
  ///   - job: The job, if there is one already; see ``setJob(_:of:)``.
  /// - Throws: ``CatalogueError`` when the folder cannot be written.
  public func prepare(
    title: String, source: String, isDownload: Bool = false, form: [String: String] = [:], job: String? = nil
  ) async throws -> DataSet {
    try await queue.run { [self] in
      let title = try Self.checked(title: title)
      let place = try newFolder(title)
      var record = DataSetFile(title: title, created: Date(), form: form, job: job, source: source)
      record.isMade = true
      record.knownName = isDownload ? Self.knownName(source) : nil
      try place.write(record)
      return try told(place.id)
    }
  }

  /// Names the job that makes a data set.
  ///
  /// - Throws: ``CatalogueError`` when there is no such data set.
  public func setJob(_ job: String, of id: String) async throws -> DataSet { try await change(id) { $0.job = job } }

  /// Gives a data set another title; its identifier stays.
  ///
  /// - Throws: ``CatalogueError`` when there is no such data set, or for a title that is empty or too long.
  public func rename(_ id: String, to title: String) async throws -> DataSet {
    let title = try Self.checked(title: title)
    return try await change(id) { $0.title = title }
  }

  /// Sets the note of a data set; nil or an empty text for none.
  ///
  /// - Throws: ``CatalogueError`` when there is no such data set.
  public func setNote(_ note: String?, of id: String) async throws -> DataSet {
    let text = note?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard text.utf8.count <= RunNotes.maxNoteBytes else {
      throw CatalogueError(
        .badValue,
        Report(
          "the note is too long", place: "note", expected: "at most \(RunNotes.maxNoteBytes) bytes",
          got: "\(text.utf8.count)", cure: "shorten it"))
    }
    return try await change(id) { $0.note = text.isEmpty ? nil : text }
  }

  /// Moves a data set to the trash, with the images that an import made; ``restore(_:)`` brings it back.
  ///
  /// - Throws: ``CatalogueError`` when runs use it, with their names, or it is being made.
  public func delete(_ id: String) async throws {
    let users = try await runs(using: id)
    try await queue.run { [self] in
      let set = try waiting(id)
      guard users.isEmpty else {
        let names = users.prefix(5).map(\.name).joined(separator: ", ")
        throw CatalogueError(
          .inUse,
          Report(
            users.count == 1 ? "a run uses the data set" : "\(users.count) runs use the data set", place: set.title,
            got: users.count > 5 ? "\(names) and \(users.count - 5) more" : names, cure: "delete these runs first"))
      }
      let trash = "\(folder)/\(Self.trash)"
      try? FileManager.default.createDirectory(atPath: trash, withIntermediateDirectories: true)
      try? FileManager.default.removeItem(atPath: "\(trash)/\(id)")
      try move(set.folder, to: "\(trash)/\(id)")
      opened.forget(id)
      listeners.publish(.dataSetChanged(id: id))
    }
  }

  /// Brings a deleted data set back.
  ///
  /// - Throws: ``CatalogueError`` when it is not in the trash, or another one has its identifier.
  public func restore(_ id: String) async throws -> DataSet {
    try await queue.run { [self] in
      let deleted = "\(folder)/\(Self.trash)/\(id)"
      guard DataSetFolder.isID(id), FileManager.default.fileExists(atPath: deleted) else {
        throw DataSetFolder.none(id)
      }
      try move(deleted, to: DataSetFolder(id: id, in: folder).path)
      return try told(id)
    }
  }

  /// Removes a deleted data set for good, with the images that an import made.
  ///
  /// - Throws: ``CatalogueError`` when it is not in the trash, or cannot be removed.
  public func purge(_ id: String) async throws {
    try await queue.run { [self] in
      let deleted = "\(folder)/\(Self.trash)/\(id)"
      guard DataSetFolder.isID(id), FileManager.default.fileExists(atPath: deleted) else {
        throw DataSetFolder.none(id)
      }
      do {
        try FileManager.default.removeItem(atPath: deleted)
      } catch {
        throw CatalogueError(
          .cannotWrite,
          Report(
            "the deleted data set cannot be removed", place: deleted, got: error.localizedDescription,
            cure: "check the permissions of its folder"), cause: error)
      }
    }
  }

  /// The data set, read on the calling thread.
  func waiting(_ id: String) throws(CatalogueError) -> DataSet {
    guard DataSetFolder.isID(id) else { throw DataSetFolder.none(id) }
    let place = DataSetFolder(id: id, in: folder)
    try? place.describeImages()
    guard let set = place.read() else { throw DataSetFolder.none(id) }
    return set
  }

  private func change(_ id: String, _ body: @escaping @Sendable (inout DataSetFile) -> Void) async throws -> DataSet {
    try await queue.run { [self] in
      let place = DataSetFolder(id: id, in: folder)
      var record = try place.record()
      body(&record)
      try place.write(record)
      return try told(id)
    }
  }

  /// The data set, of which the listeners are told that it changed.
  private func told(_ id: String) throws(CatalogueError) -> DataSet {
    let set = try waiting(id)
    listeners.publish(.dataSetChanged(id: id))
    return set
  }

  /// Makes a folder for a title, with a number where the title is taken.
  private func newFolder(_ title: String) throws(CatalogueError) -> DataSetFolder {
    let name = DataSetFolder.id(for: title)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CatalogueError(
        .cannotWrite,
        Report(
          "the folder of data sets cannot be made", place: folder, got: error.localizedDescription,
          cure: "allow writing there"), cause: error)
    }
    for number in 1... {
      let place = DataSetFolder(id: number == 1 ? name : "\(name)-\(number)", in: folder)
      if mkdir(place.path, 0o777) == 0 { return place }
      guard errno == EEXIST else { throw cannotMove(place.path, errno) }
    }
    fatalError("more data sets than numbers")
  }

  private func move(_ path: String, to target: String) throws(CatalogueError) {
    guard !FileManager.default.fileExists(atPath: target) else { throw cannotMove(target, EEXIST) }
    guard Foundation.rename(path, target) == 0 else { throw cannotMove(target, errno) }
  }

  private func cannotMove(_ path: String, _ number: Int32) -> CatalogueError {
    CatalogueError(
      .cannotWrite,
      Report(
        "the data set's folder cannot be made or moved", place: path, got: String(cString: strerror(number)),
        cure: "check the permissions of the folder of data sets"))
  }

  private static func checked(title: String) throws(CatalogueError) -> String {
    let text = title.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, text.count <= 100, !text.contains(where: \.isNewline) else {
      throw CatalogueError(
        .badValue,
        Report(
          "not a valid title", place: "title", expected: "1 to 100 letters on one line", got: "\"\(text.prefix(120))\"",
          cure: "give another"))
    }
    return text
  }

  private static func knownName(_ source: String) -> String? {
    DatasetCatalogue.standard.known.first { $0.name == source.lowercased() }?.name
  }

  /// The description of the images at a path, or of a known name.
  static func description(of source: String) throws -> DatasetDescription {
    if let known = DatasetCatalogue.standard.known.first(where: { $0.name == source.lowercased() }) {
      let findings = DatasetCatalogue.standard.findings(environment: ProcessInfo.processInfo.environment)
      guard let folder = findings.first(where: { $0.dataset == known })?.folder else {
        throw CatalogueError(
          .noDataSet, Report("\(known.title) is not on this machine", place: known.name, cure: known.cure))
      }
      var description = DatasetDescription(training: DatasetDescription.Part(images: folder))
      description.split = known.split
      return description
    }
    let path = URL(fileURLWithPath: source).standardizedFileURL.path
    let files = FileManager.default
    let isDescription = ["yaml", "yml"].contains((path as NSString).pathExtension.lowercased())
    let file = isDescription ? path : "\(path)/\(DatasetDescription.fileName)"
    guard files.fileExists(atPath: file) else {
      return DatasetDescription(training: DatasetDescription.Part(images: path))
    }
    return try DatasetDescription(path: file).resolved(in: (file as NSString).deletingLastPathComponent)
  }
}
