import Diagnostics
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct NPYFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ bytes: [UInt8]) throws -> NPYFile { NPYFile(path: try folder.write(bytes, "images.npy")) }

  /// Two images of 4 x 5 as bytes, and what they become in other formats.
  private static let grey = noise(40)

  private func check(grey images: any ImageSource) throws {
    #expect(images.shape == ImageShape(channels: 1, height: 4, width: 5))
    #expect(images.count == 2)
    #expect(try images.pixels(at: 0) + images.pixels(at: 1) == Self.grey)
  }

  @Test func `bytes are mapped, in every version of the format`() throws {
    for version in 1...3 {
      let images = try file(npy("|u1", [2, 4, 5], Self.grey, version: UInt8(version))).images()
      try check(grey: images)
      #expect(images is MappedRecords)
    }
  }

  @Test func `other numbers become bytes`() throws {
    let grey = Self.grey
    let signed = raw(grey.map { Int32($0).littleEndian })
    let cases: [(String, [UInt8])] = [
      ("<u2", raw(grey.map { UInt16($0).littleEndian })), (">u2", raw(grey.map { UInt16($0).bigEndian })),
      ("<i4", signed), (">i8", raw(grey.map { Int64($0).bigEndian })),
      ("<f4", raw(grey.map { Float($0).bitPattern.littleEndian })),
      (">f4", raw(grey.map { Float($0).bitPattern.bigEndian })),
      ("<f4", raw(grey.map { (Float($0) / 255).bitPattern.littleEndian })),
      ("<f8", raw(grey.map { (Double($0) / 255).bitPattern.littleEndian })),
      (">f8", raw(grey.map { Double($0).bitPattern.bigEndian })),
    ]
    for (type, data) in cases { try check(grey: file(npy(type, [2, 4, 5], data)).images()) }
    let truths = try file(npy("|b1", [1, 2, 2], [0, 1, 1, 0])).images()
    #expect(try truths.pixels(at: 0) == [0, 255, 255, 0])
    let small = try file(npy("|i1", [1, 1, 3], [0, 100, 127])).images()
    #expect(try small.pixels(at: 0) == [0, 100, 127])
  }

  @Test func `channels come first or last, in C's or Fortran's order`() throws {
    // The element at (image, channel, row, column).
    func value(_ i: Int, _ c: Int, _ y: Int, _ x: Int) -> UInt8 { UInt8(i * 60 + c * 20 + y * 5 + x) }
    let expected = (0..<2).map { i in
      (0..<3).flatMap { c in (0..<4).flatMap { y in (0..<5).map { x in value(i, c, y, x) } } }
    }
    let last = (0..<2).flatMap { i in
      (0..<4).flatMap { y in (0..<5).flatMap { x in (0..<3).map { c in value(i, c, y, x) } } }
    }
    let fortranFirst = (0..<5).flatMap { x in
      (0..<4).flatMap { y in (0..<3).flatMap { c in (0..<2).map { i in value(i, c, y, x) } } }
    }
    let fortranLast = (0..<3).flatMap { c in
      (0..<5).flatMap { x in (0..<4).flatMap { y in (0..<2).map { i in value(i, c, y, x) } } }
    }
    let files = [
      npy("|u1", [2, 3, 4, 5], expected.flatMap(\.self)), npy("|u1", [2, 4, 5, 3], last),
      npy("|u1", [2, 3, 4, 5], fortranFirst, fortran: true), npy("|u1", [2, 4, 5, 3], fortranLast, fortran: true),
      npy("<u2", [2, 4, 5, 3], last.flatMap { [$0, 0] }),
    ]
    for bytes in files {
      let images = try file(bytes).images()
      #expect(images.shape == ImageShape(channels: 3, height: 4, width: 5))
      #expect(try [images.pixels(at: 0), images.pixels(at: 1)] == expected)
    }
  }

  @Test func `labels are a column of whole numbers`() throws {
    #expect(try file(npy("|u1", [3], [1, 0, 255])).labels() == [1, 0, 255])
    #expect(try file(npy("<i8", [2, 1], raw([Int64(7), 65535]))).labels() == [7, 65535])
    #expect(try file(npy("<i8", [2, 1], raw([Int64(7), 3]), fortran: true)).labels() == [7, 3])
    #expect(try file(npy("|u1", [2, 3], [0, 1, 0, 0, 0, 1])).labels() == [1, 2])
    #expect(try file(npy("|u1", [2, 3], [0, 0, 1, 0, 0, 1], fortran: true)).labels() == [1, 2])
    for (bytes, code) in [
      (npy("|i1", [2], [1, 255]), ImageFileError.Code.badLabel), (npy("<i4", [1], raw([Int32(65536)])), .badLabel),
      (npy("<f4", [1], raw([Float(0.5)])), .badLabel), (npy("<f4", [1], raw([Float.nan])), .badLabel),
      (npy("|u1", [2, 2], [1, 1, 1, 0]), .badLabel), (npy("|u1", [], [0]), .wrongShape),
    ] {
      #expect(try #require(throws: ImageFileError.self) { try file(bytes).labels() }.code == code)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let code: ImageFileError.Code
    let says: [String]

    init(_ name: String, _ bytes: [UInt8], _ code: ImageFileError.Code, says: String...) {
      (testDescription, self.bytes, self.code, self.says) = (name, bytes, code, says)
    }
  }

  static let malformed: [Case] = [
    Case("empty", [], .wrongFormat, says: "93 NUMPY"), Case("a picture", Array("GIF89a.........".utf8), .wrongFormat),
    Case("version 4", npy("|u1", [1, 1, 1], [0], version: 4), .corrupt, says: "got 4.0"),
    Case("cut in the header", Array(npy("|u1", [2, 4, 5], noise(40)).prefix(60)), .truncated, says: "header"),
    Case("no dictionary", npy(header: "hello", []), .corrupt, says: "hello"),
    Case("a key twice", npy(header: "{'descr': '|u1', 'descr': '|u1', 'shape': (1,)}", []), .corrupt),
    Case(
      "another key", npy(header: "{'descr': '|u1', 'fortran_order': False, 'shape': (), 'a': 1}", []), .corrupt),
    Case("a key missing", npy(header: "{'descr': '|u1', 'shape': (1, 1, 1), }", [0]), .corrupt),
    Case(
      "words after it", npy(header: "{'descr': '|u1', 'fortran_order': False, 'shape': ()} x", []), .corrupt),
    Case(
      "a negative size", npy(header: "{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}", []), .corrupt),
    Case("a lone size", npy(header: "{'descr': '|u1', 'fortran_order': False, 'shape': (1)}", [0]), .corrupt),
    Case(
      "size beyond 64 bits",
      npy(header: "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}", []), .corrupt),
    Case(
      "structured", npy(header: "{'descr': [('r', '|u1')], 'fortran_order': False, 'shape': (1,)}", [0]),
      .unsupported),
    Case("complex", npy("<c8", [1, 1, 1], noise(8)), .unsupported, says: "<c8", "astype"),
    Case("text", npy("<U3", [1, 1, 1], noise(12)), .unsupported),
    Case("product beyond 64 bits", npy("<f8", [.max, .max, 1], []), .oversized),
    Case("cut in the data", npy("|u1", [2, 4, 5], noise(39)), .truncated, says: "expected 40 bytes", "got 39"),
    Case("a byte too many", npy("|u1", [2, 4, 5], noise(41)), .trailing, says: "expected 40 bytes", "got 41"),
    Case("rows of pixels", npy("|u1", [2, 20], noise(40)), .wrongShape, says: "reshape"),
    Case("two channels", npy("|u1", [2, 2, 2, 5], noise(40)), .wrongShape, says: "1 or 3 channels"),
    Case("channels at both ends", npy("|u1", [1, 3, 4, 3], noise(36)), .wrongShape, says: "[1, 3, 4, 3]"),
    Case("no images", npy("|u1", [0, 28, 28], []), .empty),
    Case("a great side", npy("|u1", [1, 1, 20000], noise(20000)), .wrongShape, says: "16384"),
    Case("beyond a byte", npy("<u2", [1, 1, 2], [0, 0, 0, 1]), .badValue, says: "got 0.0 to 256.0"),
    Case("negative", npy("|i1", [1, 1, 2], [0, 255]), .badValue, says: "-1.0 to 0.0"),
    Case("between -1 and 1", npy("<f4", [1, 1, 2], raw([Float(-1), 1])), .badValue, says: "[0, 1]", "-1.0 to 1.0"),
    Case("fractions above 1", npy("<f4", [1, 1, 2], raw([Float(0.5), 2])), .badValue, says: "not all integers"),
    Case("no number", npy("<f4", [1, 1, 2], raw([Float.nan, 1])), .badValue, says: "not finite"),
    Case("infinite", npy("<f4", [1, 1, 2], raw([Float.infinity, 1])), .badValue, says: "not finite"),
  ]

  @Test(arguments: malformed)
  func `a malformed file is one clear error`(_ malformed: Case) throws {
    let file = try file(malformed.bytes)
    let error = try #require(throws: ImageFileError.self) { try file.images() }
    #expect(error.code == malformed.code, "\(error)")
    #expect(error.description.hasPrefix(file.path))
    #expect(error.report.cure != nil)
    #expect(!error.description.contains("\n"))
    for words in malformed.says { #expect(error.description.contains(words), "\(error)") }
  }

  @Test func `labels must be as many as images`() throws {
    let file = try file(npy("|u1", [2, 4, 5], Self.grey))
    #expect(try #require(throws: ImageFileError.self) { try file.images(labels: [1]) }.code == .labelCount)
    #expect(try file.images(labels: [1, 2]).labels == [1, 2])
  }

  static let hasNumPy = (try? run(Python.program, ["-c", "import numpy"]))?.status == 0

  @Test(.enabled(if: hasNumPy, "there is no Python with NumPy"))
  func `NumPy's own files are read`() throws {
    let program = """
      import numpy as n, sys
      x = n.arange(2 * 4 * 5, dtype=n.uint8).reshape(2, 4, 5)
      for i, a in enumerate([x, x.astype('>f8'), x.astype('f4') / n.float32(255), n.asfortranarray(x), x[..., None],
                             x[:, None].astype('i8')]):
        n.save(f'{sys.argv[1]}/{i}.npy', a)
      y = n.array([[3], [9]])
      n.savez(f'{sys.argv[1]}/stored.npz', x_train=x, y_train=y, x_test=x[:1], y_test=y[:1])
      n.savez_compressed(f'{sys.argv[1]}/small.npz', images=x.astype('f4') / 255, labels=y[:, 0])
      """
    let outcome = try run(Python.program, ["-c", program, folder.path])
    try #require(outcome.status == 0, "\(outcome.output)")
    for number in 0..<6 {
      let images = try NPYFile(path: folder("\(number).npy")).images()
      #expect(try images.pixels(at: 0) + images.pixels(at: 1) == Array(0..<40), "file \(number)")
    }
    let stored = try NPZFile(path: folder("stored.npz")).load()
    #expect(try stored.training.pixels(at: 1) == Array(20..<40))
    #expect(stored.training.labels == [3, 9])
    #expect(stored.test?.labels == [3])
    let small = try NPZFile(path: folder("small.npz")).load()
    #expect(try small.training.pixels(at: 1) == Array(20..<40))
    #expect(small.training.labels == [3, 9])
  }
}
