import Foundation

/// Atomic replacement of files: a reader, a crash or a full disk leaves the old file or the new, never a part of one.
public enum AtomicFile {
  /// Replaces the file at `path` by the bytes that `body` appends.
  ///
  /// The bytes are written to a hidden file in the same folder and synced to disk before it is renamed. A symbolic link
  /// at `path` stays, and its target is replaced. The permissions of an existing file are preserved. Hidden files left
  /// by a crash for the same path are removed first. A process with a file size limit must ignore SIGXFSZ to get the
  /// error instead of the signal.
  ///
  /// `byteCount` is the expected number of bytes, for the error message. Without `isSynced`, a crash of the system may leave
  /// the old file or an empty one; a crash of the process does not.
  ///
  /// - Throws: ``AtomicFileError``, or what `body` throws; either way the old file is untouched.
  package static func write(
    to path: String, byteCount: Int, isSynced: Bool = true, _ body: (inout AtomicFileWriter) throws -> Void
  ) throws {
    func check(_ result: Int32) throws(AtomicFileError) {
      if result != 0 { throw AtomicFileError(number: errno, path: path, byteCount: byteCount) }
    }

    let target = resolved(path)
    var existing = stat()
    let exists = stat(target, &existing) == 0
    if exists, existing.st_mode & S_IFMT != S_IFREG {
      throw AtomicFileError(number: EISDIR, path: path, byteCount: byteCount)
    }
    removeStaleTemporaries(of: target)
    let temporary = try Temporary(for: target, path: path, byteCount: byteCount)
    var isOpen = true
    do {
      var writer = AtomicFileWriter(descriptor: temporary.descriptor, path: path, byteCount: byteCount)
      try body(&writer)
      if exists { try check(fchmod(temporary.descriptor, existing.st_mode & 0o7777)) }
      if isSynced { try check(synchronize(temporary.descriptor)) }
      isOpen = false
      try check(close(temporary.descriptor))
      try check(rename(temporary.path, target))
    } catch {
      unlink(temporary.path)
      if isOpen { close(temporary.descriptor) }
      throw error
    }
    guard isSynced else { return }
    // The new file is in place; if the folder cannot be synced, only a power cut can undo that.
    let folder = open(split(target).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      _ = synchronize(folder)
      close(folder)
    }
  }

  /// Replaces the file at `path` by these pieces, one after the other.
  ///
  /// - Throws: ``AtomicFileError``; the old file is then untouched.
  package static func write(_ pieces: [UnsafeRawBufferPointer], to path: String) throws {
    try write(to: path, byteCount: pieces.reduce(0) { $0 + $1.count }) { writer in
      for piece in pieces { try writer.append(piece) }
    }
  }

  /// The folder and the name of a path; the folder of a bare name is `.`.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.utf8.index(after: slash)...]))
  }

  /// The target of the links of `path`, or `path` itself if there is none.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Waits until all data written to `descriptor` is on the disk.
  private static func synchronize(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
      // fsync alone leaves the data in the drive's cache there.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return 0 }
    #endif
    return fsync(descriptor)
  }

  /// The prefix of the names of `target`'s temporaries, in its folder.
  private static func temporaryPrefix(_ target: String) -> String { ".\(split(target).name).partial-" }

  /// Removes abandoned temporaries of `target`; a live writer holds a lock on its own.
  private static func removeStaleTemporaries(of target: String) {
    let folder = split(target).folder
    let prefix = temporaryPrefix(target)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return }
    for name in names where name.hasPrefix(prefix) {
      guard name.dropFirst(prefix.count).allSatisfy({ $0.isHexDigit || $0 == "-" }) else { continue }
      let descriptor = open("\(folder)/\(name)", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink("\(folder)/\(name)") }
      close(descriptor)
    }
  }

  /// A hidden file next to the target, open for writing and locked while open.
  private struct Temporary {
    let path: String
    let descriptor: Int32

    init(for target: String, path reported: String, byteCount: Int) throws(AtomicFileError) {
      while true {
        let suffix = String(UInt64.random(in: .min ... .max), radix: 16)
        let candidate = "\(AtomicFile.split(target).folder)/\(temporaryPrefix(target))\(getpid())-\(suffix)"
        let opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard opened >= 0 else { throw AtomicFileError(number: errno, path: reported, byteCount: byteCount) }
        // Another writer may have removed the file as abandoned before the lock; then a new one is created.
        var status = stat()
        let isTaken = flock(opened, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
        if !isTaken, fstat(opened, &status) == 0, status.st_nlink > 0 {
          (self.path, descriptor) = (candidate, opened)
          return
        }
        close(opened)
      }
    }
  }
}

/// Appends to the file that ``AtomicFile`` is writing.
package struct AtomicFileWriter: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let byteCount: Int

  init(descriptor: Int32, path: String, byteCount: Int) {
    self.descriptor = descriptor
    self.path = path
    self.byteCount = byteCount
  }

  /// Appends `bytes` without a copy; join many small pieces first.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(AtomicFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // One call writes at most 2 GiB.
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      let written = Foundation.write(descriptor, piece.baseAddress!, piece.count)
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        throw AtomicFileError(number: errno, path: path, byteCount: byteCount)
      }
    }
  }

  /// Replaces bytes that were appended before, from byte `offset` of the file.
  package mutating func rewrite(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(AtomicFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let written = pwrite(descriptor, piece.baseAddress!, piece.count, off_t(offset + bytes.count - rest.count))
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        throw AtomicFileError(number: errno, path: path, byteCount: byteCount)
      }
    }
  }
}
