import Foundation
import ImageFixtures
import ImageFormats
import ImageShapes
import TestSupport
import Testing

/// Copies of images are compared by the files and records that they are stored in.
@Suite struct ImagePiecesTests {
  private static func pieces(_ images: any ImageSource) throws -> ImagePieces {
    try #require(images.underived as? any StoredImages).storedPieces(threads: 2)
  }

  private static func digests(_ pieces: ImagePieces, limit: Int = .max) -> [UInt64] {
    pieces.digests(limit: limit, threads: 2)
  }

  @Test func `files of records are compared in pieces of a mebibyte`() throws {
    let folder = try TemporaryFolder()
    func records(_ name: String, changing changed: Int? = nil) throws -> ImagePieces {
      var bytes = [UInt8](repeating: 3, count: 16 + 100 * 64 * 512)
      if let changed { bytes[changed] ^= 1 }
      let layout = RecordLayout(shape: ImageShape(channels: 1, height: 64, width: 512), headerBytes: 16)
      return try Self.pieces(MappedRecords(paths: [folder.write(bytes, name)], layout: layout, name: name))
    }
    let (first, second) = (try records("first"), try records("second"))
    #expect(first.overview.bytes == 100 * 64 * 512 && first.overview.count == 4)
    #expect(first.overview.sizes == second.overview.sizes)
    #expect(Self.digests(first) == Self.digests(second))
    // The header is no part of the images.
    #expect(Self.digests(try records("header", changing: 3)) == Self.digests(first))
    for (place, piece) in [(16, 0), (2_000_000, 1), (16 + 100 * 64 * 512 - 1, 3)] {
      let others = try records("others", changing: place)
      let digests = Self.digests(others)
      #expect(zip(digests, Self.digests(first)).map { $0 != $1 } == (0..<4).map { $0 == piece })
      #expect(others.firstDifference(digests, Self.digests(first))?.contains("from byte \(16 + piece << 20)") == true)
    }
  }

  @Test func `files identify themselves by their file system, and copies do not`() throws {
    let folder = try TemporaryFolder()
    func pictures(_ name: String) throws -> EncodedPictures {
      try EncodedPictures(
        paths: (0..<3).map { try folder.picture("\(name)/\($0).png", level: UInt8($0)) }, name: name)
    }
    let (first, second) = (try pictures("first"), try pictures("second"))
    #expect(try Self.pieces(first).overview == Self.pieces(first).overview)
    let (a, b) = (try Self.pieces(first).overview, try Self.pieces(second).overview)
    #expect(a.sizes == b.sizes && a.bytes == b.bytes)
    if a.files != nil { #expect(a.files != b.files) }
    // A change of one file changes what identifies them all, even where its size and its time are put back.
    let (path, date) = (folder("first/1.png"), Date(timeIntervalSince1970: 1e9))
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    let before = try Self.pieces(first)
    var changed = try bytes(of: path)
    changed[changed.count - 1] ^= 1
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.write(contentsOf: changed)
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    let after = try Self.pieces(first)
    #expect(before.overview.sizes == after.overview.sizes)
    if a.files != nil { #expect(before.overview.files != after.overview.files) }
    #expect(Self.digests(after) != Self.digests(try Self.pieces(second)))
  }

  @Test func `of more bytes than the limit evenly spread pieces are read`() throws {
    let folder = try TemporaryFolder()
    func pictures(_ name: String, changing changed: Int? = nil) throws -> ImagePieces {
      try Self.pieces(
        EncodedPictures(
          paths: (0..<9).map { (index: Int) in
            try folder.picture("\(name)/\(index).png", level: index == changed ? 12 : 11)
          }, name: name))
    }
    let first = try pictures("first")
    let limit = (first.overview.bytes + 2) / 3
    for changed in 0..<9 {
      let digests = Self.digests(try pictures("others", changing: changed), limit: limit)
      #expect((digests != Self.digests(first, limit: limit)) == changed.isMultiple(of: 3), "\(changed)")
    }
    #expect(Self.digests(first, limit: 0) == Self.digests(try pictures("others", changing: 0), limit: 0))
  }

  @Test func `a file that is gone has a digest, and other numbers of files differ`() throws {
    let folder = try TemporaryFolder()
    let paths = try (0..<3).map { try folder.picture("\($0).png") }
    let images = try EncodedPictures(paths: paths, name: "images")
    let whole = try Self.pieces(images)
    let digests = Self.digests(whole)
    try FileManager.default.removeItem(atPath: paths[1])
    let gone = try Self.pieces(images)
    #expect(gone.overview.files == nil)
    #expect(gone.firstDifference(Self.digests(gone), digests) == paths[1])
    #expect(whole.firstDifference(digests, digests) == nil)
    #expect(whole.firstDifference(digests, Array(digests.dropLast())) != nil)
  }
}
