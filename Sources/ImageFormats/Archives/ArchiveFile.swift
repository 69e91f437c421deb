internal import Diagnostics
internal import Files
internal import Foundation

/// A `.tar.gz`, `.tgz`, `.tar` or `.zip` file, recognised by its first bytes.
///
/// Skips folders, links and devices; a path that leads out of the archive is an error.
public struct ArchiveFile: Hashable, Sendable {
  /// The archive's path.
  public let path: String
  /// The limits on the content.
  public let limits: ArchiveLimits

  /// Describes the archive at `path`, with `limits` on its content; opens nothing.
  public init(path: String, limits: ArchiveLimits = ArchiveLimits()) { (self.path, self.limits) = (path, limits) }

  /// Calls `body` with one file after the other until it returns false.
  ///
  /// The archive's checksum is verified only when its end is reached.
  ///
  /// - Throws: ``ImageFileError``, or what `body` throws.
  public func forEach(_ body: (borrowing ArchiveEntry) throws -> Bool) throws {
    let input = try ArchiveInput(path: path, limits: limits)
    while let entry = try input.next() {
      guard try body(entry) else { return }
    }
  }

  /// The paths of the first `count` files.
  ///
  /// - Throws: ``ImageFileError``.
  public func names(_ count: Int = .max) throws -> [String] {
    var names: [String] = []
    try forEach { entry in
      names.append(entry.name)
      return names.count < count
    }
    return names
  }

  /// Unpacks files into a folder, which appears once all of them are there.
  ///
  /// - Parameters:
  ///   - target: the folder; replaced if it exists.
  ///   - isWanted: whether to unpack the file of this path within the archive.
  ///   - renamed: the path below `target` for a path within the archive.
  /// - Throws: ``ImageFileError``, `AtomicFileError`; what was at `target` is then still there.
  public func unpack(
    to target: String, where isWanted: (String) -> Bool = { _ in true }, renamed: (String) -> String = { $0 }
  ) throws {
    let partial = "\(target).unpacking-\(ProcessInfo.processInfo.processIdentifier)"
    let manager = FileManager.default
    do {
      try? manager.removeItem(atPath: partial)
      try makeFolder(partial)
      try forEach { entry in
        guard isWanted(entry.name) else { return true }
        let path = "\(partial)/\(renamed(entry.name))"
        try makeFolder((path as NSString).deletingLastPathComponent)
        try write(entry, to: path)
        return true
      }
      try replace(target, by: partial)
    } catch {
      try? manager.removeItem(atPath: partial)
      throw error
    }
  }

  private func write(_ entry: borrowing ArchiveEntry, to path: String) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    // A closure cannot borrow the entry.
    let (size, read) = (entry.size ?? 0, entry.reader)
    try AtomicFile.write(to: path, byteCount: size) { writer in
      while true {
        let got = try read(buffer)
        if got == 0 { return }
        try writer.append(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
      }
    }
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ImageFileError(
        .notUnpacked, "the folder cannot be created", place: path, got: error.localizedDescription,
        cure: "choose a folder that can be written")
    }
  }

  private func replace(_ target: String, by folder: String) throws(ImageFileError) {
    let old = "\(target).replaced-\(ProcessInfo.processInfo.processIdentifier)"
    let isThere = rename(target, old) == 0
    guard rename(folder, target) == 0 else {
      let words = String(cString: strerror(errno))
      if isThere { rename(old, target) }
      throw ImageFileError(
        .notUnpacked, "the unpacked files cannot be put in place", place: target, got: words,
        cure: "choose a folder that can be written")
    }
    if isThere { try? FileManager.default.removeItem(atPath: old) }
  }
}
