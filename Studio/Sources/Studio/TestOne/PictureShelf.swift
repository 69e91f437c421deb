import Foundation
import HTTPTypes
import Hourglass
import Web

/// A picture that was sent.
struct SentPicture: Codable, Hashable, Sendable {
  /// The identifier that pages and programs name.
  var id: String
  /// The name of the file.
  var name: String
  /// The size in pixels.
  var width: Int
  var height: Int
  /// What is not used of the file, in sentences.
  var notes: [String]
}

/// Pictures that were sent to be looked at by models: a file each in a folder, of which the newest stay.
struct PictureShelf: Sendable {
  /// The folder.
  let folder: String

  /// The maximum size of a file in bytes.
  static let maxBytes = 32 << 20
  /// The maximum number of pixels of a picture.
  static let maxPixels = 1 << 26
  /// The number of pictures that stay.
  private static let maxPictures = 200

  /// An identifier of a new picture, and where its bytes go while they arrive.
  ///
  /// - Throws: `WebError` where the folder cannot be written.
  func begin() throws(WebError) -> (id: String, path: String) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw unwritable(error)
    }
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    let id = String((0..<12).map { _ in letters[Int.random(in: 0..<letters.count)] })
    return (id, path(id))
  }

  /// Puts the bytes of a picture file on the shelf.
  ///
  /// - Throws: as ``begin()`` and ``finish(_:name:)``.
  func put(_ bytes: [UInt8], name: String) throws -> SentPicture {
    let (id, path) = try begin()
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw unwritable(error)
    }
    return try finish(id, name: name)
  }

  /// Checks that what has arrived is a picture.
  ///
  /// - Throws: `WebError` with status 422, which says why it is none; it is removed then.
  func finish(_ id: String, name: String) throws -> SentPicture {
    do {
      let bytes = try bytes(id)
      let picture = try Self.decoded(bytes, name: name)
      let sent = SentPicture(
        id: id, name: name, width: picture.width, height: picture.height, notes: PictureFacts(bytes).notes)
      try AtomicFile.write(text: String(decoding: JSONEncoder().encode(sent), as: UTF8.self), to: "\(path(id)).json")
      removeOld()
      return sent
    } catch {
      try? FileManager.default.removeItem(atPath: path(id))
      throw error
    }
  }

  /// The picture with this identifier, and its file.
  ///
  /// - Throws: `WebError` with status 404 where there is none any more.
  func picture(_ id: String) throws(WebError) -> (sent: SentPicture, bytes: [UInt8]) {
    guard Self.isID(id), let data = FileManager.default.contents(atPath: "\(path(id)).json"),
      let sent = try? JSONDecoder().decode(SentPicture.self, from: data)
    else { throw Self.gone }
    return (sent, try bytes(id))
  }

  /// The picture in the bytes of a file called `name`.
  ///
  /// - Throws: `WebError` with status 422, which says why it cannot be read.
  static func decoded(_ bytes: [UInt8], name: String) throws(WebError) -> Picture {
    do {
      return try bytes.withUnsafeBytes { bytes in
        let size = try PixelSize(ofPicture: bytes, place: name)
        guard size.width * size.height <= maxPixels else {
          throw WebError(
            .unprocessableContent, type: "too-large",
            "\(name) has \(size) pixels; expected at most \(Figures.count(maxPixels)) in all; make it smaller")
        }
        return try Picture(decoding: bytes, place: name)
      }
    } catch let error as WebError {
      throw error
    } catch {
      throw WebError(.unprocessableContent, type: "unreadable", PageWords.of(error))
    }
  }

  private func bytes(_ id: String) throws(WebError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path(id)) else { throw Self.gone }
    return [UInt8](data)
  }

  private func path(_ id: String) -> String { "\(folder)/\(id)" }

  private func unwritable(_ error: any Error) -> WebError {
    WebError(
      .init(code: 507), type: "storage",
      "the folder of pictures cannot be written (\(error.localizedDescription)); allow writing in \(folder)")
  }

  /// Removes all but the newest pictures.
  private func removeOld() {
    let ids = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter(Self.isID)
    guard ids.count > Self.maxPictures else { return }
    let dated = ids.map { id in
      let date = (try? FileManager.default.attributesOfItem(atPath: path(id)))?[.modificationDate] as? Date
      return (id: id, date: date ?? .distantPast)
    }
    for (id, _) in dated.sorted(by: { $0.date < $1.date }).prefix(ids.count - Self.maxPictures) {
      try? FileManager.default.removeItem(atPath: path(id))
      try? FileManager.default.removeItem(atPath: "\(path(id)).json")
    }
  }

  private static func isID(_ id: String) -> Bool {
    id.utf8.count == 12 && id.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
  }

  private static let gone = WebError.notFound("the picture is not here any more; give it again")
}
