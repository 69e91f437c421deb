import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import NIOCore
import Web

/// The folder of a run, or a part of it, as a `.tar.gz` that unpacks to a folder of a run.
///
/// Its last file, `SHA256SUMS`, holds the checksums of the others: `sha256sum -c SHA256SUMS` in the folder checks them. Text
/// is compressed; parameters and pictures, which hardly shrink, are stored as they are.
struct RunArchive: Sendable {
  /// A file of the archive.
  struct Entry: Sendable {
    /// The path within the folder.
    let name: String
    /// Where the file is; nil for a text that is in no file.
    let path: String?
    /// The text that is in no file.
    let text: [UInt8]
    let size: Int
    let modified: Date

    /// The regular file at `path`, called `name` in the archive; nil where there is none.
    init?(name: String, path: String) {
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? NSNumber
      else { return nil }
      (self.name, self.path, self.size) = (name, path, size.intValue)
      text = []
      modified = attributes[.modificationDate] as? Date ?? Date()
    }

    /// A file with this text, called `name` in the archive.
    init(name: String, text: String) {
      (self.name, path, self.text, modified) = (name, nil, Array(text.utf8), Date())
      size = self.text.count
    }

    /// Whether the file shrinks: text, and curves of TensorBoard.
    var isCompressible: Bool {
      let texts: Set = ["yaml", "yml", "json", "jsonl", "csv", "txt", "log", "md", "html", "svg", "lua"]
      return texts.contains((name as NSString).pathExtension.lowercased()) || name.contains(".tfevents.")
    }
  }

  /// The name of the list of checksums.
  static let checksums = "SHA256SUMS"

  /// The name of the folder that it unpacks to.
  let folder: String
  let entries: [Entry]

  /// An archive that unpacks to a folder called `folder`; of its letters, those that some system refuses become `_`.
  init(folder: String, entries: [Entry]) {
    self.folder = Self.plain(folder)
    self.entries = entries
  }

  /// The folder of a run called `name`, without hidden files, links, and runs within it.
  ///
  /// - Throws: `WebError` where there is no such folder.
  init(_ directory: RunDirectory, name: String) throws(WebError) {
    let root = try FileRoot(directory.path)
    self.init(folder: name, entries: Self.entries(below: "", root.path).sorted { $0.name < $1.name })
  }

  private static func entries(below folder: String, _ root: String) -> [Entry] {
    let path = folder.isEmpty ? root : "\(root)/\(folder)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.flatMap { name -> [Entry] in
      let relative = folder.isEmpty ? name : "\(folder)/\(name)"
      let path = "\(root)/\(relative)"
      if let file = Entry(name: relative, path: path) { return [file] }
      let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
      guard type == .typeDirectory, !RunDirectory(path: path).exists else { return [] }
      return entries(below: relative, root)
    }
  }

  private static func plain(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-._=+,".contains($0)) ? $0 : "_" })
  }

  /// The answer with the archive, which is made on `queue` while it is sent.
  func response(making queue: ComputeQueue) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "application/gzip", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(folder).tar.gz\"",
      ],
      body: ResponseBody { writer in
        let stream = ArchiveStream(self)
        while let piece = try await queue({ stream.next() }) {
          if !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
        }
        try await writer.finish(nil)
      })
  }

  /// Writes the archive to `path`, first under another name; blocks.
  ///
  /// - Returns: the number of bytes.
  /// - Throws: `WebError` where it cannot be written; nothing is left then.
  func write(to path: String) throws(WebError) -> Int {
    let partial = "\((path as NSString).deletingLastPathComponent)/.\((path as NSString).lastPathComponent).part"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw Self.refusal(path) }
    defer { close(descriptor) }
    let stream = ArchiveStream(self)
    var count = 0
    while let piece = stream.next() {
      var rest = piece[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else {
          let error = Self.refusal(path)
          unlink(partial)
          throw error
        }
        rest = rest.dropFirst(written)
      }
      count += piece.count
    }
    guard fsync(descriptor) == 0, rename(partial, path) == 0 else {
      let error = Self.refusal(path)
      unlink(partial)
      throw error
    }
    return count
  }

  private static func refusal(_ path: String) -> WebError {
    WebError(
      HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), type: "full",
      "\(path) cannot be written: \(String(cString: strerror(errno))); free some space, or allow writing there")
  }
}
