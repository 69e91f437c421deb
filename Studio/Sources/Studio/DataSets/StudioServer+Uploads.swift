import Catalogue
import Foundation
import Hourglass
import Hummingbird
import Web

/// A file that was sent.
struct UploadAnswer: Codable, Sendable {
  /// The identifier that the form of a data set names.
  var id: String
  /// The name of the file.
  var name: String
  /// The size of the file in bytes.
  var bytes: Int
  /// The number of files in an archive; 1 for another file.
  var files: Int
}

extension StudioServer {
  var uploadEndpoints: [Endpoint] {
    let name = Parameter.path(
      "name", "The file's name, which says how it is read: .zip, .tar, .tar.gz, .tgz, .npz, .npy, .gz")
    return [
      .upload("/uploads/{name}", "Sends a file of images; archives are unpacked", [name]) { call in
        try await receive(call(name), call)
      }
    ]
  }

  private func receive(_ name: String, _ call: Call) async throws -> UploadAnswer {
    let length = call.request.headers[.contentLength].flatMap { Int($0) } ?? 0
    guard length <= UploadStore.maxBytes else { throw Self.tooLarge }
    let uploads = uploads
    let used = try await Set(catalogue.dataSets.list().compactMap { $0.form["upload"] })
    let id = try await slowWork {
      uploads.removeOld(except: used)
      let id = try uploads.begin()
      guard length < UploadStore.freeBytes(uploads.folder) else {
        uploads.remove(id)
        throw WebError(
          .init(code: 507), type: "storage",
          "the disk has no room for \(Figures.bytes(length)); \(Figures.bytes(UploadStore.freeBytes(uploads.folder))) are free"
        )
      }
      return id
    }
    do {
      let bytes = try await call.request.save(to: uploads.arriving(id), limit: UploadStore.maxBytes)
      let upload = try await slowWork { try uploads.finish(id, name: name, bytes: bytes) }
      return UploadAnswer(id: id, name: upload.name, bytes: upload.bytes, files: upload.files)
    } catch {
      uploads.remove(id)
      switch error {
      case let error as WebError: throw error
      case let error as AtomicFileError: throw error
      case let error as any ReportedError:
        throw WebError(
          .badRequest, type: "invalid", PageWords.of(error).replacing("\(uploads.arriving(id))", with: name))
      default:
        throw WebError(.badRequest, type: "upload", "the file could not be received whole (\(error)); send it again")
      }
    }
  }

  private static let tooLarge = WebError(
    .contentTooLarge, type: "too-large",
    "a file of at most \(Figures.bytes(UploadStore.maxBytes)) can be sent; copy larger ones to the server and choose their folder"
  )
}
