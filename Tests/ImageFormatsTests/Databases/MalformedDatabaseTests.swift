import Diagnostics
import Foundation
import ImageFixtures
import ImageFormats
import Pictures
import TestSupport
import Testing

struct MalformedDatabaseTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ImageFileError.Code
    let says: String
    let damage: @Sendable ([UInt8]) -> [UInt8]

    init(_ name: String, _ code: ImageFileError.Code, says: String, _ damage: @escaping @Sendable ([UInt8]) -> [UInt8])
    {
      (testDescription, self.code, self.says, self.damage) = (name, code, says, damage)
    }
  }

  /// `bytes` with a little-endian word of `width` bytes replaced in both meta pages.
  static func meta(_ bytes: [UInt8], _ offset: Int, _ value: UInt64, width: Int) -> [UInt8] {
    var bytes = bytes
    for page in [0, 4096] {
      for byte in 0..<width { bytes[page + offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
    return bytes
  }

  static let cases = [
    Case("empty", .truncated, says: "empty") { _ in [] },
    Case("cut in its header", .truncated, says: "header") { Array($0[..<100]) },
    Case("cut after one header", .truncated, says: "header") { Array($0[..<4096]) },
    Case("cut in its tree", .truncated, says: "cut short") { Array($0[..<(2 * 4096 + 1000)]) },
    Case("cut in its last value", .truncated, says: "cut short") { Array($0.dropLast(4096)) },
    Case("no LMDB", .wrongFormat, says: "magic") { _ in noise(20_000) },
    Case("of a 32-bit machine", .unsupported, says: "32-bit words") { $0[..<12] + $0[16...] + [0, 0, 0, 0] },
    Case("of a big-endian machine", .unsupported, says: "big-endian") {
      $0[..<16] + $0[16..<20].reversed() + $0[20...]
    },
    Case("of another version", .unsupported, says: "got 2") { meta($0, 20, 2, width: 4) },
    Case("page size zero", .corrupt, says: "page size 0") { meta($0, 40, 0, width: 4) },
    Case("page size no power of two", .corrupt, says: "page size 4097") { meta($0, 40, 4097, width: 4) },
    Case("more pages than memory has", .corrupt, says: "pages") { meta($0, 136, .max - 1, width: 8) },
    Case("another number of records", .corrupt, says: "records") { meta($0, 120, 7, width: 8) },
    Case("records without end", .corrupt, says: "records") { meta($0, 120, .max, width: 8) },
    Case("a root that is a header", .corrupt, says: "page 1") { meta($0, 128, 1, width: 8) },
    Case("a root beyond all pages", .corrupt, says: "page 1000000") { meta($0, 128, 1_000_000, width: 8) },
    Case("a tree of another depth", .corrupt, says: "not a branch") { meta($0, 94, 5, width: 2) },
    Case("a tree too deep", .corrupt, says: "depth 60000") { meta($0, 94, 60000, width: 2) },
    Case("several values under one key", .unsupported, says: "several values") { meta($0, 92, 4, width: 2) },
    Case("no tree but records", .corrupt, says: "no tree") { meta($0, 128, .max, width: 8) },
  ]

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: cases)
  func `a malformed database is one clear error`(_ malformed: Case) throws {
    let path = try folder.database(try (0..<4).map { try datum(noise(6000, seed: $0), 1, 60, 100) })
    try FileManager.default.removeItem(atPath: "\(path)/lock.mdb")
    try put(malformed.damage(try bytes(of: "\(path)/data.mdb")), at: "\(path)/data.mdb")
    let error = try #require(throws: ImageFileError.self) { try DatumImages.open(path) }
    #expect(error.code == malformed.code, "\(error)")
    #expect(error.description.hasPrefix(path))
    #expect(error.description.contains(malformed.says), "\(error)")
    #expect(error.report.cure != nil)
    #expect(!error.description.contains("\n"))
  }

  @Test func `what is not there is said`() throws {
    let missing = try #require(throws: ImageFileError.self) { try DatumImages.open(folder("absent")) }
    #expect(missing.code == .missing)
    let empty = try #require(throws: ImageFileError.self) { try DatumImages.open(folder.path) }
    #expect(empty.code == .missing)
    #expect(empty.description.contains("expected data.mdb"))
    let none = try #require(throws: ImageFileError.self) { try DatumImages.open(try folder.database([])) }
    #expect(none.code == .empty)
  }

  @Test func `a database by itself is a file without a folder`() throws {
    let path = try folder.database([try datum(noise(4), 1, 2, 2)])
    try FileManager.default.copyItem(atPath: "\(path)/data.mdb", toPath: folder("alone.lmdb"))
    #expect(try DatumImages.open(folder("alone.lmdb")).pixels(at: 0) == noise(4))
  }

  @Test(.enabled(if: Python.hasLMDB, "no Python with lmdb; name one with HOURGLASS_PYTHON"))
  func `what is being read stays as it was while another writes`() throws {
    let path = try folder.database(try (0..<50).map { try datum(noise(6000, seed: $0), 1, 60, 100) })
    let before = try DatumImages.open(path)
    let script = """
      import lmdb, sys
      env = lmdb.open(sys.argv[1], map_size=1 << 30)
      for turn in range(20):
          with env.begin(write=True) as txn:
              for i in range(50):
                  txn.put(b"%08d" % i, b"x" * (1000 + 300 * turn))
      """
    try #require(try run(Python.program, ["-c", script, path]).status == 0)
    for index in 0..<50 { #expect(try before.pixels(at: index) == noise(6000, seed: UInt32(index))) }
  }
}
