import Diagnostics
import Files
import Foundation
import ImageFixtures
import ImageShapes
import Pictures
import TestSupport
import Testing

struct PNGTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let png: PNGBytes
    let picture: Picture
  }

  static let kinds = [
    Kind(
      testDescription: "grey, 1 bit",
      png: PNGBytes(width: 3, height: 1, bitDepth: 1, colourType: 0, rows: [[0b1010_0000]]),
      picture: Picture(width: 3, height: 1, colour: .grey, bytes: [255, 0, 255])),
    Kind(
      testDescription: "grey, 16 bits",
      png: PNGBytes(width: 3, height: 1, bitDepth: 16, colourType: 0, rows: [[0, 0, 0x80, 0x80, 0xFF, 0xFF]]),
      picture: Picture(width: 3, height: 1, colour: .grey, bytes: [0, 128, 255])),
    Kind(
      testDescription: "RGB, 16 bits",
      png: PNGBytes(width: 1, height: 1, bitDepth: 16, colourType: 2, rows: [[0x20, 0x20, 0x80, 0x80, 0xFF, 0xFF]]),
      picture: Picture(width: 1, height: 1, colour: .rgb, bytes: [32, 128, 255])),
    Kind(
      testDescription: "palette",
      png: PNGBytes(width: 2, height: 2, colourType: 3, palette: [255, 0, 0, 0, 0, 255], rows: [[0, 1], [1, 0]]),
      picture: Picture(
        width: 2, height: 2, colour: .rgb, bytes: [255, 0, 0, 0, 0, 255, 0, 0, 255, 255, 0, 0])),
    Kind(
      testDescription: "palette with a transparent entry",
      png: PNGBytes(
        width: 2, height: 1, colourType: 3, palette: [255, 0, 0, 0, 0, 255], paletteAlpha: [255, 0], rows: [[0, 1]]),
      picture: Picture(width: 2, height: 1, colour: .rgb, bytes: [255, 0, 0, 255, 255, 255])),
    Kind(
      testDescription: "grey and alpha",
      png: PNGBytes(width: 2, height: 1, colourType: 4, rows: [[100, 255, 100, 0]]),
      picture: Picture(width: 2, height: 1, colour: .grey, bytes: [100, 255])),
    Kind(
      testDescription: "RGB and alpha",
      png: PNGBytes(width: 2, height: 1, colourType: 6, rows: [[1, 2, 3, 255, 1, 2, 3, 0]]),
      picture: Picture(width: 2, height: 1, colour: .rgb, bytes: [1, 2, 3, 255, 255, 255])),
  ]

  static let good = PNGBytes(width: 16, height: 16, colourType: 0, rows: (0..<16).map { noise(16, seed: $0) }).bytes

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: kinds)
  func `every kind of PNG becomes grey or RGB`(_ kind: Kind) throws {
    let path = try folder.write(kind.png.bytes, "kind.png")
    #expect(try Picture(path: path) == kind.picture)
  }

  @Test(
    arguments: [
      ("gAMA", [0, 1, 0x86, 0xA0]), ("gAMA", [0, 0, 0x58, 0xC7]), ("gAMA", [0, 0, 0xB1, 0x8F]), ("sRGB", [0]),
      (
        "cHRM",
        [
          0, 0, 0x7A, 0x26, 0, 0, 0x80, 0x84, 0, 0, 0xFA, 0, 0, 0, 0x80, 0xE8, 0, 0, 0x75, 0x30, 0, 0, 0xEA, 0x60, 0, 0,
          0x3A, 0x98, 0, 0, 0x17, 0x70,
        ]
      ), ("iCCP", Array("icc".utf8) + [0, 0, 1, 2, 3]),
    ] as [(String, [UInt8])])
  func `samples stay as they are stored, whatever the file says of their light`(name: String, data: [UInt8]) throws {
    for kind in Self.kinds {
      var png = kind.png
      png.before = [(name, data)]
      #expect(try Picture(path: try folder.write(png.bytes, "light.png")) == kind.picture, "\(kind.testDescription)")
    }
  }

  @Test(arguments: 1...8, [false, true])
  func `a PNG is turned as its EXIF data say`(orientation: Int, isAfter: Bool) throws {
    // A TIFF of one field, big-endian.
    let exif: [UInt8] =
      Array("MM\0*".utf8) + [0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0]
    var png = PNGBytes(width: 3, height: 2, colourType: 0, rows: [[1, 2, 3], [4, 5, 6]])
    if isAfter { png.after = [("eXIf", exif)] } else { png.before = [("eXIf", exif)] }
    let shown: [[UInt8]] = [
      [1, 2, 3, 4, 5, 6], [3, 2, 1, 6, 5, 4], [6, 5, 4, 3, 2, 1], [4, 5, 6, 1, 2, 3], [1, 4, 2, 5, 3, 6],
      [4, 1, 5, 2, 6, 3], [6, 3, 5, 2, 4, 1], [3, 6, 2, 5, 1, 4],
    ]
    let picture = try Picture(path: try folder.write(png.bytes, "turned.png"))
    #expect(picture.bytes == shown[orientation - 1])
    #expect(picture.width == (orientation < 5 ? 3 : 2))
    let size = try png.bytes.withUnsafeBytes { try PixelSize(ofPicture: $0, place: "a/place") }
    #expect(size == PixelSize(width: picture.width, height: picture.height))
  }

  @Test func `what is half transparent shows half of the white`() throws {
    let path = try folder.write(PNGBytes(width: 1, height: 1, colourType: 4, rows: [[0, 128]]).bytes, "half.png")
    let grey = try #require(try Picture(path: path).bytes.first)
    // Stored levels are mixed, not light: 255 (1 - 128 / 255).
    #expect(grey == 127)
  }

  @Test(arguments: [Picture.Colour.grey, .rgb])
  func `a picture comes back as it was written`(colour: Picture.Colour) throws {
    let picture = Picture(width: 31, height: 7, colour: colour, bytes: noise(31 * 7 * colour.channels))
    let path = folder("picture.png")
    try picture.write(to: path)
    #expect(try Picture(path: path) == picture)
    try Picture(width: 1, height: 1, colour: .grey, bytes: [9]).write(to: path)
    #expect(try Picture(path: path).bytes == [9])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["picture.png"])
  }

  @Test(arguments: [
    ("cut in its data", Array(good[..<100]), PictureError.Code.corrupt),
    ("cut in its header", Array(good[..<20]), .corrupt),
    ("signature alone", Array(good[..<8]), .corrupt),
    ("a flipped bit", good[..<60] + [good[60] ^ 1] + good[61...], .corrupt),
    ("no PNG", Array("8BPS............".utf8), .unknownFormat),
    ("empty", [], .empty),
    ("too wide", PNGBytes(width: 16385, height: 1, colourType: 0, rows: [noise(16385)]).bytes, .tooLarge),
    ("large by its header", PNGBytes(width: 16000, height: 16000, colourType: 2, rows: [[0]]).bytes, .corrupt),
  ])
  func `a malformed PNG is one clear error`(name: String, bytes: [UInt8], code: PictureError.Code) throws {
    let path = try folder.write(bytes, "bad.png")
    let error = try #require(throws: PictureError.self) { try Picture(path: path) }
    #expect(error.code == code, "\(error)")
    #expect(error.description.hasPrefix(path))
    #expect(error.report.cure != nil)
    #expect(!error.description.contains("\n"))
  }

  @Test func `a missing file and a folder are told apart`() throws {
    let missing = try #require(throws: InputFileError.self) { try Picture(path: "\(folder.path)/absent.png") }
    #expect(missing.code == .missing)
    let unreadable = try #require(throws: InputFileError.self) { try Picture(path: folder.path) }
    #expect(unreadable.code == .unreadable)
  }

  @Test func `a missing folder is named when writing`() throws {
    let path = "\(folder.path)/absent/picture.png"
    let error = try #require(throws: AtomicFileError.self) {
      try Picture(width: 1, height: 1, colour: .grey, bytes: [0]).write(to: path)
    }
    #expect(error.code == .missingFolder)
    #expect(error.description.hasPrefix(path))
  }
}
