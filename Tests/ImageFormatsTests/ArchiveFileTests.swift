import Diagnostics
import Files
import ImageFixtures
import ImageFormats
import Pictures
import TestSupport
import Testing

struct ArchiveFileTests {
  let folder: TemporaryFolder
  static let files: [(name: String, bytes: [UInt8])] = [
    ("a/one.bin", noise(1000)), ("./a//two.bin", noise(70000, seed: 2)), ("three", []),
  ]

  init() throws { folder = try TemporaryFolder() }

  private func contents(_ path: String, limits: ArchiveLimits = ArchiveLimits()) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    try ArchiveFile(path: path, limits: limits).forEach { entry in
      files[entry.name] = try entry.bytes(limit: 1 << 20)
      return true
    }
    return files
  }

  private func error(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws -> ImageFileError {
    let path = try folder.write(bytes, "archive")
    let error = try #require(throws: ImageFileError.self) { try contents(path, limits: limits) }
    #expect(error.description.hasPrefix(path))
    #expect(!error.description.contains("\n"))
    return error
  }

  @Test func `tar, gzipped tar and zip hold files by their names`() throws {
    for bytes in [tarArchive(Self.files), gzipped(tarArchive(Self.files)), zipArchive(Self.files)] {
      let path = try folder.write(bytes, "archive")
      let contents = try contents(path)
      #expect(contents == ["a/one.bin": noise(1000), "a/two.bin": noise(70000, seed: 2), "three": []])
      #expect(try ArchiveFile(path: path).names(2) == ["a/one.bin", "a/two.bin"])
    }
  }

  @Test func `files are unpacked into a folder that appears as a whole`() throws {
    let archive = ArchiveFile(path: try folder.write(gzipped(tarArchive(Self.files)), "files.tgz"))
    let target = folder("unpacked")
    try archive.unpack(to: target)
    #expect(try bytes(of: "\(target)/a/two.bin") == noise(70000, seed: 2))
    try archive.unpack(to: target, where: { $0.hasSuffix("one.bin") }, renamed: { _ in "x" })
    #expect(try bytes(of: "\(target)/x") == noise(1000))
    #expect(try folder.names == ["files.tgz", "unpacked"])
  }

  @Test func `an archive that is damaged leaves the folder as it was`() throws {
    let target = folder("unpacked")
    try folder.write([1], "unpacked/old")
    let archive = ArchiveFile(path: try folder.write(gzipped(tarArchive(Self.files)).dropLast(20), "files.tgz"))
    #expect(try #require(throws: ImageFileError.self) { try archive.unpack(to: target) }.code == .corrupt)
    #expect(try folder.names == ["files.tgz", "unpacked"])
    #expect(try bytes(of: "\(target)/old") == [1])
  }

  @Test(arguments: ["../out", "/etc/out", "a/../../out"])
  func `a path that leaves the archive is refused`(_ name: String) throws {
    for bytes in [tarArchive([(name, [1])]), zipArchive([(name, [1])])] {
      let error = try error(bytes)
      #expect(error.code == .unsafePath)
      #expect(error.description.contains("out"))
    }
  }

  @Test func `links and devices are passed over`() throws {
    for kind in "123456" {
      let path = try folder.write(tarArchive([("link", [])], kind: kind), "archive")
      #expect(try ArchiveFile(path: path).names() == [])
    }
  }

  @Test func `limits are kept`() throws {
    #expect(try error(tarArchive(Self.files), limits: ArchiveLimits(entry: 69999)).code == .tooLarge)
    #expect(try error(zipArchive(Self.files), limits: ArchiveLimits(entry: 69999)).code == .tooLarge)
    #expect(try error(gzipped(tarArchive(Self.files)), limits: ArchiveLimits(total: 60000)).code == .tooLarge)
    #expect(try error(zipArchive(Self.files), limits: ArchiveLimits(total: 70999)).code == .tooLarge)
    #expect(try contents(folder.write(zipArchive(Self.files), "whole"), limits: ArchiveLimits(total: 71000)).count == 3)
    #expect(try error(tarArchive(Self.files), limits: ArchiveLimits(entries: 2)).code == .tooLarge)
  }

  @Test func `what is no whole archive is an error`() throws {
    #expect(try error([]).code == .wrongFormat)
    #expect(try error(noise(2000)).code == .wrongFormat)
    #expect(try error(gzipped(noise(2000))).code == .wrongFormat)
    #expect(try error(tarArchive(Self.files).dropLast(3000)).code == .corrupt)
    #expect(try error(gzipped(tarArchive(Self.files)).dropLast(4)).code == .corrupt)
    #expect(try error(zipArchive(Self.files).dropLast(30)).code == .wrongFormat)
    var flipped = gzipped(tarArchive(Self.files))
    flipped[flipped.count - 6] ^= 1
    #expect(try error(flipped).code == .corrupt)
    let missing = try #require(throws: InputFileError.self) { try contents(folder("nothing.zip")) }
    #expect(missing.code == .missing)
    #expect(try #require(throws: InputFileError.self) { try contents(folder.path) }.code == .unreadable)
  }
}
