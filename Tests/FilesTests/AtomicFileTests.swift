import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

private func write(_ bytes: [UInt8], to path: String) throws {
  try bytes.withUnsafeBytes { try AtomicFile.write([$0], to: path) }
}

/// Files replaced as a whole.
@Suite struct AtomicFileTests {
  @Test func `a new file holds the pieces in order and nothing else is left in the folder`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(to: folder("a"), byteCount: 5) { file in
      try ([1, 2] as [UInt8]).withUnsafeBytes { try file.append($0) }
      try ([] as [UInt8]).withUnsafeBytes { try file.append($0) }
      try ([3, 4, 5] as [UInt8]).withUnsafeBytes { try file.append($0) }
    }
    #expect(try bytes(of: folder("a")) == [1, 2, 3, 4, 5])
    #expect(try folder.names == ["a"])
  }

  @Test func `an existing file is replaced and keeps its permissions`() throws {
    let folder = try TemporaryFolder()
    try put([9, 9, 9], at: folder("a"))
    chmod(folder("a"), 0o640)
    try write([1], to: folder("a"))
    #expect(try bytes(of: folder("a")) == [1])
    var status = stat()
    #expect(stat(folder("a"), &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func `a symbolic link stays and what it leads to is replaced`() throws {
    let folder = try TemporaryFolder()
    try put([9], at: folder("real"))
    symlink("real", folder("link"))
    try write([1], to: folder("link"))
    #expect(try bytes(of: folder("real")) == [1])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder("link")) == "real")
  }

  @Test func `when the writer's closure throws, its error comes out and the old file is whole`() throws {
    struct Refusal: Error {}
    let folder = try TemporaryFolder()
    try put([9, 9], at: folder("a"))
    #expect(throws: Refusal.self) {
      try AtomicFile.write(to: folder("a"), byteCount: 3) { file in
        try ([1, 2, 3] as [UInt8]).withUnsafeBytes { try file.append($0) }
        throw Refusal()
      }
    }
    #expect(try bytes(of: folder("a")) == [9, 9])
    #expect(try folder.names == ["a"])
  }

  @Test func `what a crash left behind is removed by the next write of the same file only`() throws {
    let folder = try TemporaryFolder()
    for name in [".a.partial-12-3f", ".b.partial-12-3f", ".a.partial-notes"] { try put([0], at: folder(name)) }
    try write([1], to: folder("a"))
    #expect(try folder.names == [".a.partial-notes", ".b.partial-12-3f", "a"])
  }

  @Test func `two writers of one file do not take each other's work for a crash's`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(to: folder("a"), byteCount: 1) { file in
      try write([2], to: folder("a"))
      #expect(try bytes(of: folder("a")) == [2])
      try ([1] as [UInt8]).withUnsafeBytes { try file.append($0) }
    }
    #expect(try bytes(of: folder("a")) == [1])
    #expect(try folder.names == ["a"])
  }

  @Test func `a missing folder is named with the command that makes it`() throws {
    let folder = try TemporaryFolder()
    let error = try #require(throws: AtomicFileError.self) { try write([1], to: folder("none/a")) }
    #expect(error.code == .missingFolder)
    #expect(error.description.contains("mkdir -p '\(folder("none"))'"))
    #expect(error.description.hasPrefix(folder("none/a")))
  }

  @Test(arguments: ["/dev/null", "."])
  func `a folder or a device in the way is left alone`(path: String) throws {
    let error = try #require(throws: AtomicFileError.self) { try write([1], to: path) }
    #expect(error.code == .notAFile)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func `a folder that may not be written is named`() throws {
    let folder = try TemporaryFolder()
    chmod(folder.path, 0o555)
    let error = try #require(throws: AtomicFileError.self) { try write([1], to: folder("a")) }
    #expect(error.code == .notPermitted)
    chmod(folder.path, 0o755)
  }

  @Test(arguments: [
    (ENOSPC, AtomicFileError.Code.diskFull, "free some space"), (EFBIG, .fileTooLarge, "ulimit -f"),
    (EACCES, .notPermitted, "allow writing in /there"), (EROFS, .readOnlyFileSystem, "can be written"),
    (ENOENT, .missingFolder, "mkdir -p '/there'"), (EIO, .system, "check the disk"),
  ])
  func `every error is one line with the bytes needed, the system's words and a cure`(
    number: Int32, code: AtomicFileError.Code, cure: String
  ) {
    let error = AtomicFileError(number: number, path: "/there/a", byteCount: 1234)
    #expect(error.code == code)
    for part in ["/there/a: ", "1234 bytes", String(cString: strerror(number)), cure, "untouched"] {
      #expect(error.description.contains(part))
    }
    #expect(!error.description.contains("\n"))
  }

  @Test func `at the limit for one file the old file stays whole and the half-written one is removed`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let old = [UInt8](repeating: 7, count: 5000)
      try put(old, at: folder("a"))
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 64 << 10, rlim_max: 64 << 10)
      #if os(Linux)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let error = try #require(throws: AtomicFileError.self) {
        try write([UInt8](repeating: 1, count: 200_000), to: folder("a"))
      }
      #expect(error.code == .fileTooLarge)
      #expect(try bytes(of: folder("a")) == old)
      #expect(try folder.names == ["a"])
    }
  }

  @Test func `on a full disk the old file stays whole and the half-written one is removed`() throws {
    let folder = try TemporaryFolder()
    let disk = folder("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    guard let mounted = try? run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]), mounted.status == 0 else {
      try Test.cancel("a small disk can be mounted by root on Linux only")
    }
    defer { _ = try? run("umount", [disk]) }
    let old = [UInt8](repeating: 7, count: 5000)
    try put(old, at: "\(disk)/a")
    let error = try #require(throws: AtomicFileError.self) {
      try write([UInt8](repeating: 1, count: 200_000), to: "\(disk)/a")
    }
    #expect(error.code == .diskFull)
    #expect(error.description.contains("200000 bytes"))
    #expect(try bytes(of: "\(disk)/a") == old)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["a"])
    try write([UInt8](repeating: 1, count: 6000), to: "\(disk)/a")
  }
}
