import Foundation
import Hourglass
import Hummingbird
import Web

/// A file that was sent, unpacked where it is an archive.
struct Upload: Codable, Hashable, Sendable {
  /// The identifier, which the form of a data set names.
  var id: String
  /// The name of the file.
  var name: String
  /// The size of the file in bytes.
  var bytes: Int
  /// The number of files in an archive; 1 for another file.
  var files: Int
  /// The folder or file of images.
  var images: String
}

/// Files that were sent, each in a folder of its own: `<id>/upload.json` beside `content`.
struct UploadStore: Sendable {
  /// The folder of all uploads.
  let folder: String

  /// The maximum size of a file in bytes.
  static let maxBytes = 4 << 30
  /// The limits on the content of an archive.
  static let limits = ArchiveLimits(entry: 2 << 30, total: 16 << 30, entries: 1_000_000)
  /// How long an upload is kept that no data set was made of.
  private static let keepingTime: TimeInterval = 24 * 3600

  /// The upload with this identifier; nil where there is none.
  func upload(_ id: String) -> Upload? {
    guard Self.isID(id), let data = FileManager.default.contents(atPath: "\(folder)/\(id)/upload.json") else {
      return nil
    }
    return try? JSONDecoder().decode(Upload.self, from: data)
  }

  /// Whether `path` lies within an upload, links resolved.
  func contains(_ path: String) -> Bool {
    let (root, place) = (Self.real(folder), Self.real(path))
    guard let root, let place else { return false }
    return place.hasPrefix("\(root)/")
  }

  /// Makes the folder of a new upload, and returns its identifier.
  ///
  /// - Throws: `WebError` where it cannot be made.
  func begin() throws(WebError) -> String {
    let id = UUID().uuidString.lowercased()
    do {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(id)", withIntermediateDirectories: true)
    } catch {
      throw WebError(
        .init(code: 507), type: "storage",
        "the folder of uploads cannot be written (\(error.localizedDescription)); allow writing in \(folder)")
    }
    return id
  }

  /// Where the bytes of an upload go while they arrive.
  func arriving(_ id: String) -> String { "\(folder)/\(id)/arriving" }

  /// Unpacks what has arrived, or takes it as it is.
  ///
  /// - Throws: `ImageFileError` for an archive that is damaged, too large, or leads out of its folder; `WebError` for a file
  ///   without images.
  func finish(_ id: String, name: String, bytes: Int) throws -> Upload {
    let place = "\(folder)/\(id)"
    let content = "\(place)/content"
    var upload = Upload(id: id, name: name, bytes: bytes, files: 1, images: content)
    let ending = name.lowercased()
    if [".zip", ".tar", ".tar.gz", ".tgz"].contains(where: ending.hasSuffix) {
      var count = 0
      let limits = ArchiveLimits(
        entry: Self.limits.entry, total: min(Self.limits.total, max(0, Self.freeBytes(folder) - (1 << 28))),
        entries: Self.limits.entries)
      try ArchiveFile(path: arriving(id), limits: limits).unpack(to: content) { name in
        let isWanted = !name.hasPrefix("__MACOSX/") && !name.hasSuffix(".DS_Store")
        if isWanted { count += 1 }
        return isWanted
      }
      guard count > 0 else { throw WebError(.badRequest, type: "empty", "\(name) holds no files") }
      unlink(arriving(id))
      (upload.files, upload.images) = (count, Self.inner(content))
    } else {
      // The name says how it is read.
      upload.images = "\(place)/\(Self.plain(name))"
      guard rename(arriving(id), upload.images) == 0 else {
        throw WebError(
          .internalServerError, type: "storage", "the file cannot be put in place: \(String(cString: strerror(errno)))")
      }
    }
    try AtomicFile.write(
      text: String(decoding: JSONEncoder().encode(upload), as: UTF8.self), to: "\(place)/upload.json")
    return upload
  }

  /// Removes an upload.
  func remove(_ id: String) {
    guard Self.isID(id) else { return }
    try? FileManager.default.removeItem(atPath: "\(folder)/\(id)")
  }

  /// Removes uploads that are a day old, except those in `used`.
  func removeOld(except used: Set<String>) {
    for id in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !used.contains(id) {
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(id)")
      guard let date = attributes?[.modificationDate] as? Date, -date.timeIntervalSinceNow > Self.keepingTime else {
        continue
      }
      remove(id)
    }
  }

  /// Bytes that may still be written in the folder.
  static func freeBytes(_ folder: String) -> Int {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue ?? .max
  }

  /// A file's name without the extensions of archives and arrays.
  static func stem(of name: String) -> String {
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    return stem.isEmpty ? "images" : stem
  }

  /// The folder that holds the images: one that an archive has put around all of them is left out.
  private static func inner(_ folder: String) -> String {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
    var isFolder: ObjCBool = false
    guard names.count == 1, FileManager.default.fileExists(atPath: "\(folder)/\(names[0])", isDirectory: &isFolder),
      isFolder.boolValue
    else { return folder }
    return inner("\(folder)/\(names[0])")
  }

  /// The name with letters, digits, dots, dashes and underscores alone.
  private static func plain(_ name: String) -> String {
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }
    return "images-" + String(plain.suffix(100))
  }

  private static func isID(_ id: String) -> Bool { UUID(uuidString: id) != nil && id == id.lowercased() }

  private static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(validatingCString: real)
  }
}
