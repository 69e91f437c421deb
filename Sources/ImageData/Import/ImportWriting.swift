internal import Diagnostics
internal import Foundation
import ImageFormats

/// Writes one part of an import.
struct ImportWriting {
  let folder: String
  let part: String
  let list: ImportList
  let settings: ImportSettings

  /// The maximum bytes of one transaction.
  private static let maxBatchBytes = 64 << 20
  private var path: String { "\(folder)/\(part)" }

  /// Writes the part from its last committed record and returns the number of its records; adds bad images to `marker`.
  func run(_ marker: inout UnfinishedImport, progress: (_ done: Int, _ bad: Int) -> Bool) throws -> Int {
    let present = try present(marker)
    marker.badImages.removeAll { $0.part == part && $0.position >= present.next }
    let writer = try LMDBWriter(folder: path)
    var batch = ImportBatch(part: part, folder: folder, writer: writer, written: present.count)
    var isFailing = settings.onBadImage == .fail && !marker.badImages.isEmpty
    var isStopped = !progress(present.next, marker.badImages.count)
    let (list, settings) = (list, settings)
    try OrderedWork.run(present.next..<list.count, threads: settings.threads, window: 32 * settings.threads) {
      position in
      Result<[UInt8], any Error> { try list[position].datum(settings, position: position) }
    } consume: { position, result in
      if isStopped { throw interrupted(batch.written) }
      switch result {
      case .success(let value):
        if isFailing { break }
        batch.add(key: ImportKey.bytes(position: position, title: list[position].titleBytes), value: value)
        if batch.records.count >= settings.batch || batch.bytes >= Self.maxBatchBytes {
          try batch.commit(&marker)
        }
      case .failure(let error):
        // Nothing is committed after an unreadable image, so that a resumed import tries it again.
        if settings.onBadImage == .fail, !isFailing {
          try batch.commit(&marker)
          isFailing = true
        }
        marker.badImages.append(
          UnfinishedImport.Bad(part: part, position: position, title: list[position].title, reason: "\(error)"))
      }
      if position % 64 == 63 || position == list.count - 1 {
        isStopped = !progress(position + 1, marker.badImages.count)
        if isStopped {
          try batch.commit(&marker)
          throw interrupted(batch.written)
        }
      }
    }
    try batch.commit(&marker)
    return batch.written
  }

  /// The number of committed records, and the position after the last of them.
  private func present(_ marker: UnfinishedImport) throws -> (count: Int, next: Int) {
    guard FileManager.default.fileExists(atPath: "\(path)/data.mdb") else { return (0, 0) }
    let opened = Result { try LMDBFile(path: path) }
    if case .failure = opened, marker.written[part] ?? 0 == 0 {
      // The import was interrupted before its first transaction.
      try FileManager.default.removeItem(atPath: path)
      return (0, 0)
    }
    let file = try opened.get()
    guard let last = file.records.last else { return (0, 0) }
    guard let position = file.withKey(of: last, { ImportKey.position(of: $0) }), position < list.count,
      file.records.count <= position + 1
    else {
      throw ImportError(
        .damaged, "the records are not from this import", place: path, got: "the key \(file.key(of: last))",
        cure: "start again with --restart")
    }
    try checkImages(file)
    return (file.records.count, position + 1)
  }

  /// The maximum number of committed records that are compared with the images.
  private static let compared = 64

  /// Checks that a sample of the committed records matches the images.
  private func checkImages(_ file: LMDBFile) throws {
    let count = min(Self.compared, file.records.count)
    for place in 0..<count {
      let record = file.records[place * file.records.count / count]
      guard let position = file.withKey(of: record, { ImportKey.position(of: $0) }), position < list.count else {
        continue
      }
      let item = list[position]
      let value = try? item.datum(settings, position: position)
      guard value.map({ value in file.withValue(of: record) { $0.elementsEqual(value) } }) != true else { continue }
      throw ImportError(
        .notResumable, "the images differ from those of the unfinished import", place: path,
        expected: "the record \(file.key(of: record))",
        got: value == nil ? "an image that cannot be read, \(item.title)" : "another image, \(item.title)",
        cure: "give the same images, or start again with --restart")
    }
  }

  private func interrupted(_ written: Int) -> ImportError {
    ImportError(
      .interrupted, "the import was stopped", place: path, got: "\(written) records, which stay",
      cure: "continue with --resume")
  }
}

/// Records that wait to be written in one transaction.
private struct ImportBatch {
  let part: String
  let folder: String
  let writer: LMDBWriter
  /// The number of records in the database.
  var written: Int
  var records: [LMDBWriter.Record] = []
  /// The bytes of keys and values.
  var bytes = 0
  /// The number of bad images in the marker's file.
  private var knownBad = 0

  init(part: String, folder: String, writer: LMDBWriter, written: Int) {
    (self.part, self.folder, self.writer, self.written) = (part, folder, writer, written)
  }

  mutating func add(key: [UInt8], value: [UInt8]) {
    records.append(LMDBWriter.Record(key: key, value: value))
    bytes += key.count + value.count
  }

  mutating func commit(_ marker: inout UnfinishedImport) throws {
    guard !records.isEmpty else { return }
    // Bad images among these must be saved before the records after them.
    if knownBad != marker.badImages.count {
      try marker.write(to: folder)
      knownBad = marker.badImages.count
    }
    try writer.append(records)
    written += records.count
    records.removeAll(keepingCapacity: true)
    bytes = 0
    marker.written[part] = written
    try marker.write(to: folder)
  }
}
