import Foundation
import GRDB
public import Hourglass

/// A page of the images of a data set.
public struct DataSetPage: Codable, Hashable, Sendable {
  /// An image.
  public struct Image: Codable, Hashable, Sendable {
    /// Its number within the part, for ``DataSetStore/picture(_:part:index:side:)``.
    public var index: Int
    /// A path, a record's key, or its number.
    public var title: String
    /// The number of its class; nil for images without labels.
    public var label: Int?
    /// The name of its class.
    public var className: String?
  }
  /// The images.
  public var images: [Image]
  /// The number of images on all pages.
  public var total: Int
  /// The number of images before these.
  public var offset: Int
}

extension DataSetStore {
  /// What a data set holds.
  ///
  /// The first time, and after its files have changed, the images are looked at in the background; ``CatalogueChange`` tells
  /// when that is done.
  /// - Throws: ``CatalogueError`` when there is no such data set, or it is not ready; why its images cannot be opened.
  public func contents(_ id: String) async throws -> DataSetContents {
    let (set, stamp) = try await stamped(id)
    if let known = try await stored(id, stamp)?.contents { return known }
    let contents = try await decoding.run { [self] in
      try DataSetContents(opened.open(set, stamp: stamp), set)
    }
    if pending.begin(id) {
      surveying.start { [self] in
        defer { pending.end(id) }
        guard let opened = try? opened.open(set, stamp: stamp) else { return }
        var contents = contents
        let mean = contents.survey(opened)
        try? save(contents, mean: mean, id: id, stamp: stamp)
        listeners.publish(.dataSetChanged(id: id))
      }
    }
    return contents
  }

  /// The mean of the training images as a PNG; nil before the survey, and for images that are not pictures.
  ///
  /// - Throws: ``CatalogueError`` when there is no such data set.
  public func meanImage(_ id: String) async throws -> [UInt8]? {
    let (_, stamp) = try await stamped(id)
    return try await stored(id, stamp)?.mean
  }

  /// A page of images.
  ///
  /// - Parameters:
  ///   - id: The data set.
  ///   - part: The part.
  ///   - label: The number of a class; nil for all images.
  ///   - offset: The number of images before the page.
  ///   - limit: The maximum number of images, 1 to 1000.
  /// - Throws: ``CatalogueError`` when there is no such data set, part or class; why its images cannot be opened.
  public func page(
    _ id: String, part: DatasetPart = .train, label: Int? = nil, offset: Int = 0, limit: Int = 25
  ) async throws -> DataSetPage {
    let (set, stamp) = try await stamped(id)
    return try await decoding.run { [self] in
      let images = try opened.open(set, stamp: stamp).images(part)
      let labels = images.labels
      let range: [Int]
      let total: Int
      let (offset, limit) = (max(0, offset), min(max(1, limit), 1000))
      if let label {
        guard let labels else {
          throw CatalogueError(
            .noDataSet, Report("the images have no classes", place: set.title, cure: "leave the class out"))
        }
        let all = labels.indices.filter { labels[$0] == Int32(truncatingIfNeeded: label) }
        (range, total) = (Array(all.dropFirst(offset).prefix(limit)), all.count)
      } else {
        total = images.count
        range = Array(min(offset, total)..<min(offset + limit, total))
      }
      let rows = range.map { index in
        let label = labels?[index]
        return DataSetPage.Image(
          index: index, title: images.title(of: index), label: label.map(Int.init),
          className: label.map { images.className(of: $0) })
      }
      return DataSetPage(images: rows, total: total, offset: offset)
    }
  }

  /// One image as a PNG; at most two are decoded at a time.
  ///
  /// - Parameters:
  ///   - id: The data set.
  ///   - part: The part.
  ///   - index: The image's number within the part.
  ///   - side: The maximum width and height to shrink it to, at least 1; nil for the images' own.
  /// - Throws: ``CatalogueError`` when there is no such image, or it is no picture; why it cannot be read.
  public func picture(_ id: String, part: DatasetPart, index: Int, side: Int? = nil) async throws -> [UInt8] {
    let (set, stamp) = try await stamped(id)
    return try await decoding.run { [self] in
      let images = try opened.open(set, stamp: stamp).images(part)
      guard (0..<images.count).contains(index), Picture.Colour(rawValue: images.channels) != nil else {
        throw CatalogueError(
          .noDataSet,
          Report(
            images.channels == 1 || images.channels == 3 ? "there is no such image" : "the images are not pictures",
            place: set.title, expected: "0 to \(images.count - 1), of 1 or 3 channels", got: "\(index)",
            cure: "choose another"))
      }
      return try images.picture(at: index).shrunk(to: side).png()
    }
  }

  /// The runs that use a data set, by its name or by the path of its images, archived ones too.
  ///
  /// - Throws: ``CatalogueError`` when there is no such data set; `DatabaseError`.
  public func runs(using id: String) async throws -> [RunRow] {
    let keys = try await queue.run { [self] in Self.keys(of: try waiting(id)) }
    return try await index.read { database in
      let places = try Row.fetchAll(database, sql: "SELECT DISTINCT dataset, dataset_path FROM run")
      var rows: [RunRow] = []
      for place in places {
        let (name, path): (String?, String?) = (place[0], place[1])
        let isUser = path.map { keys.contains(Self.key($0)) } ?? false || name.map(keys.contains) ?? false
        guard isUser else { continue }
        let cursor = try Row.fetchCursor(
          database, sql: "SELECT \(RunRecord.names) FROM run WHERE dataset IS ? AND dataset_path IS ? ORDER BY name",
          arguments: [name, path])
        while let row = try cursor.next() { rows.append(RunRecord.row(row)) }
      }
      return rows
    }
  }

  /// What a run file may have for the data set: a known name, or a path without links.
  private static func keys(of set: DataSet) -> Set<String> {
    var keys: Set = [key(set.folder), key(set.importFolder), key("\(set.importFolder)/train_db"), key(set.source)]
    keys.formUnion([set.reference, set.description].map(key))
    if let description = try? DatasetDescription(path: set.description).resolved(in: set.folder) {
      keys.insert(key(description.training.images))
    }
    return keys
  }

  /// A path without links and without the name of a description; another text as it is.
  private static func key(_ path: String) -> String {
    guard path.hasPrefix("/") else { return path }
    let name = "/\(DatasetDescription.fileName)"
    let folder = path.hasSuffix(name) ? String(path.dropLast(name.count)) : path
    guard let real = realpath(folder, nil) else { return folder }
    defer { free(real) }
    return String(cString: real)
  }

  private func stamped(_ id: String) async throws -> (set: DataSet, stamp: String) {
    try await queue.run { [self] in
      let set = try waiting(id)
      return (set, DataSetStamp.stamp(of: set))
    }
  }

  private func stored(_ id: String, _ stamp: String) async throws -> (contents: DataSetContents, mean: [UInt8]?)? {
    let row = try await index.read { database in
      try Row.fetchOne(
        database, sql: "SELECT contents, mean FROM data_set WHERE id = ? AND stamp = ?", arguments: [id, stamp]
      ).map { (contents: $0[0] as Data, mean: $0[1] as Data?) }
    }
    guard let row, let contents = try? JSONDecoder().decode(DataSetContents.self, from: row.contents) else {
      return nil
    }
    return (contents, row.mean.map { [UInt8]($0) })
  }

  private func save(_ contents: DataSetContents, mean: [UInt8]?, id: String, stamp: String) throws {
    let data = try JSONEncoder().encode(contents)
    try index.writeWaiting { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO data_set (id, stamp, contents, mean) VALUES (?, ?, ?, ?)",
        arguments: [id, stamp, data, mean.map { Data($0) }])
    }
  }
}
