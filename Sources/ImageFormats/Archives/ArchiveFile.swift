internal import Diagnostics
internal import Files
internal import Foundation

/// A `.tar.gz`, `.tgz`, `.tar` or `.zip` file; its first bytes tell which.
///
/// Folders, links and devices in it are passed over, and a path that leads out of it is an error.
public struct ArchiveFile: Hashable, Sendable {
  /// The archive's path.
  public let path: String
  /// What is read of it at most.
  public let limits: ArchiveLimits

  /// The archive at `path`, of which no more than `limits` is read; nothing is opened yet.
  public init(path: String, limits: ArchiveLimits = ArchiveLimits()) { (self.path, self.limits) = (path, limits) }

  /// Calls `body` with one file after the other, until it returns false; the end of the archive is verified only when it is
  /// reached.
  ///
  /// - Throws: ``ArchiveError``, or what `body` throws.
  public func forEach(_ body: (borrowing ArchiveEntry) throws -> Bool) throws {
    let input = try ArchiveInput(path: path, limits: limits)
    while let entry = try input.next() {
      guard try body(entry) else { return }
    }
  }

  /// The paths of the first `count` files in it.
  ///
  /// - Throws: ``ArchiveError``.
  public func names(_ count: Int = .max) throws -> [String] {
    var names: [String] = []
    try forEach { entry in
      names.append(entry.name)
      return names.count < count
    }
    return names
  }

  /// Unpacks the files for which `isWanted` says true into the folder `target`, which appears when all of them are there; a
  /// folder of that name is replaced.
  ///
  /// `isWanted` is asked with a path within the archive, `renamed` gives the path below `target`.
  /// - Throws: ``ArchiveError``, `AtomicFileError`; what was at `target` is then still there.
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
      throw ArchiveError(
        code: .notUnpacked,
        report: Report(
          "the folder cannot be made", place: path, got: error.localizedDescription,
          cure: "choose a folder that can be written"))
    }
  }

  private func replace(_ target: String, by folder: String) throws(ArchiveError) {
    let old = "\(target).replaced-\(ProcessInfo.processInfo.processIdentifier)"
    let isThere = rename(target, old) == 0
    guard rename(folder, target) == 0 else {
      let words = String(cString: strerror(errno))
      if isThere { rename(old, target) }
      throw ArchiveError(
        code: .notUnpacked,
        report: Report(
          "the unpacked files cannot be put in place", place: target, got: words,
          cure: "choose a folder that can be written"))
    }
    if isThere { try? FileManager.default.removeItem(atPath: old) }
  }
}
