import Diagnostics
import Files
import ImageFixtures
import ImageFormats
import Pictures
import TestSupport
import Testing

struct MalformedIDXTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]?
    let code: ImageFileError.Code
    /// What the message must say besides the file and the cure.
    let says: [String]

    init(_ name: String, _ bytes: [UInt8]?, _ code: ImageFileError.Code, says: String...) {
      testDescription = name
      self.bytes = bytes
      self.code = code
      self.says = says
    }
  }

  static let good = idx([3, 4, 4], noise(48))
  static let goodGzip = gzipped(good)

  static let images: [Case] = [
    Case("empty", [], .truncated, says: "header"),
    Case("wrong magic", Array("GIF89a..........".utf8), .wrongFormat, says: "47 49 46 38"),
    Case("unknown element", [0, 0, 0x0A, 3] + good[4...], .wrongFormat, says: "00 00 0a 03"),
    Case("no dimensions", [0, 0, 8, 0], .wrongFormat, says: "00 00 08 00"),
    Case("floats", idx([1, 2, 2], noise(16), element: 0x0D), .unsupported, says: "uint8", "float32"),
    Case("labels for images", idx([4], noise(4)), .wrongShape, says: "3 (n, h, w)", "got 1"),
    Case("five dimensions", idx([1, 1, 1, 1, 1], noise(1)), .wrongShape, says: "got 5"),
    Case("cut in the sizes", Array(good[..<9]), .truncated, says: "header", "expected 12", "got 5"),
    Case("cut in the data", Array(good.dropLast()), .truncated, says: "expected 64 bytes", "got 63"),
    Case("one byte too many", good + [0], .trailing, says: "expected 64 bytes", "got 65"),
    Case("no images", idx([0, 28, 28], []), .empty, says: "[0, 28, 28]"),
    Case("no width", idx([3, 28, 0], []), .empty, says: "[3, 28, 0]"),
    Case("great count", idx([.max, 28, 28], []), .oversized, says: "4294967295 x 28 x 28"),
    Case("product beyond 64 bits", idx([.max, .max, .max], []), .oversized, says: "4294967295 x 4294967295"),
    Case("product beyond the file", idx([1_000_000, 28, 28], []), .truncated, says: "784000016", "got 16"),
    Case("magic cut, gzip", gzipped([0, 0]), .truncated, says: "header"),
    Case("wrong magic, gzip", gzipped(Array("GIF89a...".utf8)), .wrongFormat, says: "47 49 46 38"),
    Case("cut in the data, gzip", gzipped(Array(good.dropLast())), .truncated, says: "expected 64", "got 63"),
    Case("one byte too many, gzip", gzipped(good + [0]), .trailing, says: "expected 64"),
    Case("great count, gzip", gzipped(idx([.max, 28, 28], [])), .oversized, says: "4294967295"),
    Case("product beyond the file, gzip", gzipped(idx([1_000_000, 28, 28], [])), .oversized, says: "1000000 x 28"),
    Case("gzip header alone", [0x1F, 0x8B], .truncated),
    Case("gzip cut in its data", Array(goodGzip[..<(goodGzip.count / 2 + 10)]), .truncated, says: "gzip"),
    Case("gzip cut in its trailer", Array(goodGzip.dropLast(4)), .truncated, says: "no end of the gzip stream"),
    Case(
      "gzip with a wrong checksum", goodGzip.dropLast(8) + [1, 2, 3, 4] + goodGzip.suffix(4), .corrupt,
      says: "got incorrect data check"),
    Case("gzip with a wrong block", goodGzip[..<10] + [0x07] + goodGzip[11...], .corrupt, says: "block type"),
  ]

  static let labels: [Case] = [
    Case("images for labels", good, .wrongShape, says: "1 dimension", "got 3"),
    Case("short", idx([5], [1, 2]), .truncated, says: "expected 13 bytes", "got 10"),
    Case("none", idx([0], []), .empty),
    Case("integers", idx([1], noise(4), element: 0x0C), .unsupported, says: "int32"),
  ]

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: images)
  func `a malformed file of images is one clear error`(_ malformed: Case) throws {
    let file = try file(malformed)
    let error = try #require(throws: ImageFileError.self) { try file.images() }
    check(error, malformed, file)
  }

  @Test(arguments: labels)
  func `a malformed file of labels is one clear error`(_ malformed: Case) throws {
    let file = try file(malformed)
    let error = try #require(throws: ImageFileError.self) { try file.labels() }
    check(error, malformed, file)
  }

  @Test func `a missing file and a folder are told apart`() throws {
    let absent = IDXFile(path: folder("absent"))
    for read in [{ _ = try absent.images() }, { _ = try absent.labels() }] {
      let missing = try #require(throws: InputFileError.self) { try read() }
      #expect(missing.code == .missing)
      #expect(missing.description.hasPrefix(absent.path))
      #expect(missing.description.contains("no such file"))
      #expect(missing.report.cure != nil)
    }
    let error = try #require(throws: InputFileError.self) { try IDXFile(path: folder.path).images() }
    #expect(error.code == .unreadable)
  }

  @Test func `labels must be as many as images`() throws {
    let path = try folder.write(Self.good, "images")
    let error = try #require(throws: ImageFileError.self) { try IDXFile(path: path).images(labels: [1, 2]) }
    #expect(error.code == .labelCount)
    #expect(error.description.contains(path))
    #expect(error.description.contains("expected 3 labels, got 2"))
  }

  private func file(_ malformed: Case) throws -> IDXFile {
    IDXFile(path: try malformed.bytes.map { try folder.write($0, "file") } ?? "\(folder.path)/absent")
  }

  private func check(_ error: ImageFileError, _ malformed: Case, _ file: IDXFile) {
    #expect(error.code == malformed.code, "\(error)")
    #expect(error.description.hasPrefix(file.path))
    #expect(error.report.cure != nil)
    #expect(!error.description.contains("\n"))
    for words in malformed.says { #expect(error.description.contains(words)) }
  }
}
