import Crypto
import Foundation
import Synchronization
import Web

/// The bytes of a ``RunArchive``, piece by piece.
final class ArchiveStream: Sendable {
  private let state: Mutex<ArchiveState>

  init(_ archive: RunArchive) { state = Mutex(ArchiveState(archive)) }

  /// The next piece, which may be empty; nil after the last.
  ///
  /// Blocks while a file is read and compressed.
  func next() -> [UInt8]? { state.withLock { $0.next() } }
}

/// How far an archive is.
private struct ArchiveState {
  /// The bytes of a file that are read at once.
  private static let pieceSize = 1 << 20

  /// A file that is being read.
  private struct OpenEntry {
    let name: String
    let size: Int
    /// Nil for a text, which is one piece.
    let file: FileHandle?
    let text: [UInt8]
    let member: GzipMember
    var left: Int
    var hash = SHA256()
  }

  private let folder: String
  private var waiting: ArraySlice<RunArchive.Entry>
  private var current: OpenEntry?
  private var checksums = ""
  private var hasEnded = false

  init(_ archive: RunArchive) { (folder, waiting) = (archive.folder, archive.entries[...]) }

  mutating func next() -> [UInt8]? {
    if current != nil { return piece() }
    guard let entry = waiting.popFirst() else {
      defer { hasEnded = true }
      return hasEnded ? nil : end()
    }
    var file: FileHandle?
    if let path = entry.path {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      // A file that is gone by now is left out.
      guard descriptor >= 0 else { return [] }
      file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
    let member = GzipMember(level: entry.isCompressible ? 6 : 0)
    current = OpenEntry(
      name: entry.name, size: entry.size, file: file, text: entry.text, member: member, left: entry.size)
    return member.add(TarHeader(name: "\(folder)/\(entry.name)", size: entry.size, time: entry.modified).bytes)
  }

  /// A piece of the current file.
  private mutating func piece() -> [UInt8] {
    guard var entry = current else { return [] }
    var out: [UInt8] = []
    if entry.left > 0 {
      let wanted = min(entry.left, Self.pieceSize)
      var bytes = entry.file.map { [UInt8]((try? $0.read(upToCount: wanted)) ?? Data()) } ?? entry.text
      // A file that was cut meanwhile still has the size that its header says.
      if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: wanted) }
      entry.left -= bytes.count
      entry.hash.update(data: bytes)
      out = entry.member.add(bytes)
    }
    guard entry.left == 0 else {
      current = entry
      return out
    }
    let digest = entry.hash.finalize().map { String(format: "%02x", $0) }.joined()
    checksums += "\(digest)  \(entry.name)\n"
    current = nil
    return out + entry.member.add(Self.filling(entry.size)) + entry.member.finish()
  }

  /// The list of checksums, and the end of the archive.
  private func end() -> [UInt8] {
    let member = GzipMember(level: 6)
    let text = [UInt8](checksums.utf8)
    let bytes = TarHeader(name: "\(folder)/\(RunArchive.checksums)", size: text.count).bytes + text
    return member.add(bytes + Self.filling(text.count) + [UInt8](repeating: 0, count: 1024)) + member.finish()
  }

  /// The zeros after a file of `size` bytes.
  private static func filling(_ size: Int) -> [UInt8] { [UInt8](repeating: 0, count: (512 - size % 512) % 512) }
}
