import Catalogue
import Foundation
import Hummingbird
import Web

/// A folder of the server, as the page's browser shows it.
struct FolderDocument: Codable, Sendable {
  /// A folder in it.
  struct Folder: Codable, Sendable {
    var name: String
    var path: String
  }

  /// The absolute path; empty for the list of folders that people may choose from.
  var path: String
  /// The folder above; null at the top.
  var parent: String?
  /// The folders in it.
  var folders: [Folder]
  /// The names of the files in it, at most 200.
  var files: [String]
  /// The number of files in it.
  var fileCount: Int
  /// The number of pictures among them.
  var pictures: Int
  /// What keeps something from being opened, one sentence; null for nothing.
  var why: String?
}

extension StudioServer {
  var folderEndpoints: [Endpoint] {
    let path = Parameter.text(
      "path", "A file or folder; the folders that may be chosen from by default", default: "", maxLength: 4096)
    return [
      .get("/files.json", "What is in a folder of the server", [path]) { call in
        let path = try call(path)
        let browser = browser
        return try await compute { try FolderDocument(browser, path) }
      }
    ]
  }
}

extension FolderDocument {
  private static let maxFiles = 200

  /// What is in the folder at `path`, or in that of the file at `path`.
  fileprivate init(_ browser: FolderBrowser, _ path: String) throws {
    let listing: FolderBrowser.Listing
    do {
      var place = path
      var isFolder: ObjCBool = false
      if !path.isEmpty, FileManager.default.fileExists(atPath: try browser.resolved(path), isDirectory: &isFolder),
        !isFolder.boolValue
      {
        place = (try browser.resolved(path) as NSString).deletingLastPathComponent
      }
      listing = try browser.list(place)
    } catch {
      throw WebError(fields: [FieldError("path", PageWords.of(error))])
    }
    let files = listing.entries.filter { $0.kind == .file }
    let closed = listing.entries.first { $0.problem != nil }
    self.init(
      path: listing.path, parent: listing.parent,
      folders: listing.entries.filter { $0.kind == .folder }.map { Folder(name: $0.name, path: $0.path) },
      files: files.prefix(Self.maxFiles).map(\.name), fileCount: files.count + listing.omitted,
      pictures: listing.pictures,
      why: closed.map { "\($0.name): \($0.problem ?? "")" })
  }
}
