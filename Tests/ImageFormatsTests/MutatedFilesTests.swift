import Diagnostics
import Foundation
import ImageFixtures
import ImageFormats
import Pictures
import TestSupport
import Testing

/// Files with a hundred thousand kinds of damage: each is read, or is one typed error; nothing crashes or hangs.
struct MutatedFilesTests {
  let folder: TemporaryFolder
  static let cases = 100_000

  init() throws { folder = try TemporaryFolder() }

  /// Calls `body` after each of many damages to the file at `path`, which begins as one of `seeds`.
  private func forEachMutation(
    of seeds: [[UInt8]], at path: String, seed: UInt64, _ body: () throws -> Void
  ) throws -> (read: Int, refused: Int) {
    var mutations = Mutations(seeds: seeds, seed: seed)
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o666)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var (read, refused) = (0, 0)
    for _ in 0..<Self.cases {
      let bytes = mutations.next()
      // Never empty on the way: file systems bring a file to the disk that was emptied and written again.
      guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, ftruncate(descriptor, off_t(bytes.count)) == 0
      else { throw POSIXError(.EIO) }
      do {
        try body()
        read += 1
      } catch let error as any ReportedError {
        refused += 1
        try #require(!error.report.what.isEmpty && !error.description.contains("\n"))
      }
    }
    return (read, refused)
  }

  /// Reads all pixels, each of which must be there.
  private func consume(_ images: any ImageSource) throws {
    for index in 0..<images.count { _ = try images.pixels(at: index) }
    if let labels = images.labels { try #require(labels.count == images.count) }
  }

  @Test func `damaged CIFAR records`() throws {
    let record = [UInt8(3)] + noise(3072)
    let path = folder("data_batch_1.bin")
    try folder.write([], "data_batch_1.bin")
    let place = try #require(CIFARFolder(path: folder.path))
    let outcome = try forEachMutation(of: [record, record + record], at: path, seed: 1) {
      try consume(place.load().training)
    }
    #expect(outcome.read > 1000 && outcome.refused > 1000)
  }

  @Test func `damaged IDX files`() throws {
    let images = idx([3, 2, 4], noise(24))
    let file = IDXFile(path: folder("x"))
    let outcome = try forEachMutation(of: [images, gzipped(images), idx([5], noise(5))], at: file.path, seed: 5) {
      _ = try? file.labels()
      try consume(file.images())
    }
    #expect(outcome.read > 1000 && outcome.refused > 1000)
  }

  @Test func `damaged NumPy files`() throws {
    let seeds = [
      npy("|u1", [2, 3, 4], noise(24)), npy("<f4", [1, 2, 2, 3], raw((0..<12).map { Float($0) })),
      npy(">u2", [2, 1, 2, 2], raw((0..<8).map { UInt16($0).bigEndian }), fortran: true, version: 2),
      npy("<f8", [3], raw([1.0, 2, 3]), version: 3),
    ]
    let file = NPYFile(path: folder("x.npy"))
    let outcome = try forEachMutation(of: seeds, at: file.path, seed: 2) {
      _ = try? file.labels()
      try consume(file.images())
    }
    #expect(outcome.read > 1000 && outcome.refused > 1000)
  }

  @Test func `damaged NumPy archives`() throws {
    let arrays = [("x.npy", npy("|u1", [2, 2, 3], noise(12))), ("y.npy", npy("|u1", [2], [0, 1]))]
    let file = NPZFile(path: folder("x.npz"))
    let outcome = try forEachMutation(of: [zipArchive(arrays)], at: file.path, seed: 3) {
      try consume(file.load().training)
    }
    #expect(outcome.refused > 1000)
  }

  @Test func `damaged archives`() throws {
    let files = tarArchive([("a/data_batch_1.bin", noise(700)), ("b", [1, 2, 3])])
    let path = folder("x.tar.gz")
    let archive = ArchiveFile(path: path, limits: ArchiveLimits(entry: 1 << 20, total: 1 << 22, entries: 1000))
    let outcome = try forEachMutation(of: [files, gzipped(files), zipArchive([("a", noise(100))])], at: path, seed: 4) {
      try archive.forEach { entry in
        _ = try entry.bytes(limit: 1 << 20)
        return true
      }
    }
    #expect(outcome.read > 1000 && outcome.refused > 1000)
  }
}

/// One damaged copy of a file after the other; the same for the same seed.
private struct Mutations {
  private let seeds: [[UInt8]]
  private var state: UInt64

  init(seeds: [[UInt8]], seed: UInt64) { (self.seeds, state) = (seeds, seed) }

  /// SplitMix64.
  private mutating func random(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ (value >> 31)) % UInt64(max(1, bound)))
  }

  mutating func next() -> [UInt8] {
    var bytes = seeds[random(below: seeds.count)]
    for _ in 0...random(below: 4) {
      // Headers are at the start, a zip's directory at the end.
      let reach = [bytes.count, min(bytes.count, 160)][random(below: 2)]
      let at = random(below: 8) == 0 ? bytes.count - 1 - random(below: min(bytes.count, 120)) : random(below: reach)
      guard bytes.indices.contains(at) else { continue }
      switch random(below: 7) {
      case 0: bytes[at] ^= 1 << UInt8(random(below: 8))
      case 1: bytes[at] = UInt8(random(below: 256))
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(below: 16)))
      case 3: bytes.insert(contentsOf: (0..<1 + random(below: 16)).map { UInt8($0 * 37 & 255) }, at: at)
      case 4: bytes.removeSubrange(at...)
      case 5:
        // A great number, in binary or in digits.
        let great: [UInt8] = [[0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF], Array("999999999".utf8)][
          random(below: 3)]
        for (offset, byte) in great.enumerated() where at + offset < bytes.count { bytes[at + offset] = byte }
      default: bytes.swapAt(at, random(below: bytes.count))
      }
    }
    return bytes
  }
}
