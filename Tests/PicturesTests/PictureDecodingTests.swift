import Diagnostics
import ImageFixtures
import ImageShapes
import Pictures
import Testing

struct PictureDecodingTests {
  struct Malformed: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let code: PictureError.Code
    /// What the message must say besides the place and the cure.
    let says: String

    init(_ name: String, _ bytes: [UInt8], _ code: PictureError.Code, _ says: String) {
      (testDescription, self.bytes, self.code, self.says) = (name, bytes, code, says)
    }
  }

  @Test(arguments: EncodedFixture.jpegs)
  func `every kind of JPEG shows what another reader sees in it`(_ fixture: EncodedFixture) throws {
    let picture = try decoded(fixture.bytes)
    #expect(picture.shape == fixture.picture.shape)
    #expect(greatestDifference(picture, fixture.picture) <= 2)
  }

  @Test(arguments: EncodedFixture.bmps + EncodedFixture.pnms)
  func `every kind of BMP and PPM shows its pixels`(_ fixture: EncodedFixture) throws {
    let picture = try decoded(fixture.bytes)
    #expect(picture.shape == fixture.picture.shape)
    // 5 and 6 bits are widened to 8 by rounding here, by cutting there.
    let isWidened = fixture.testDescription.contains("16 bits, 5")
    #expect(greatestDifference(picture, fixture.picture) <= (isWidened ? 1 : 0))
  }

  @Test func `a PNG is known by its first bytes`() throws {
    let picture = Picture(width: 3, height: 2, colour: .rgb, bytes: noise(18))
    #expect(try decoded(picture.png()) == picture)
  }

  /// The middle of each square as it is shown; as Pillow's exif_transpose turns them.
  static let turned: [(UInt8, [[Int]])] = [
    (1, [[20, 60, 100], [140, 180, 220]]), (2, [[100, 60, 20], [220, 180, 140]]),
    (3, [[220, 180, 140], [100, 60, 20]]), (4, [[140, 180, 220], [20, 60, 100]]),
    (5, [[20, 140], [60, 180], [100, 220]]), (6, [[140, 20], [180, 60], [220, 100]]),
    (7, [[220, 100], [180, 60], [140, 20]]), (8, [[100, 220], [60, 180], [20, 140]]),
  ]

  @Test(arguments: turned, [false, true])
  func `a photograph is turned as its camera was held`(_ turned: (UInt8, [[Int]]), bigEndian: Bool) throws {
    let (orientation, levels) = turned
    let picture = try decoded(photograph(orientation: orientation, bigEndian: bigEndian))
    #expect(picture.height == 8 * levels.count)
    #expect(picture.width == 8 * levels[0].count)
    for (y, row) in levels.enumerated() {
      for (x, level) in row.enumerated() {
        #expect(abs(Int(picture.bytes[(8 * y + 4) * picture.width + 8 * x + 4]) - level) <= 2)
      }
    }
  }

  @Test func `a damaged orientation leaves the picture as it is stored`() throws {
    for value: UInt8 in [0, 9, 255] {
      #expect(try decoded(photograph(orientation: value, bigEndian: true)).width == 24)
    }
    let segment = exifSegment(orientation: 6, bigEndian: true)
    for cut in 4..<segment.count {
      let length = UInt8(cut - 2)
      let bytes = photograph(segment: [0xFF, 0xE1, 0, length] + segment[4..<cut])
      // The offset of the next directory, and the room after the number, are not needed.
      #expect(try decoded(bytes).width == (cut >= segment.count - 6 ? 16 : 24))
    }
  }

  static let covered: [[Int]] = [
    [64, 64, 100, 75], [65, 80, 120, 90], [160, 120, 160, 120], [20, 15, 20, 15], [21, 15, 40, 30], [1, 1, 20, 15],
    [161, 1, 160, 120],
  ]

  @Test(arguments: covered)
  func `a JPEG is decoded at the least size that covers`(_ sides: [Int]) throws {
    let picture = Picture(width: 160, height: 120, colour: .rgb, filledWith: 90)
    let expected = PixelSize(width: sides[2], height: sides[3])
    let small = try decoded(picture.jpeg(), covering: PixelSize(width: sides[0], height: sides[1]))
    let actual = PixelSize(width: small.width, height: small.height)
    #expect(actual == expected)
    #expect(small.bytes.allSatisfy { abs(Int($0) - 90) <= 1 })
  }

  @Test func `what covers is meant of the picture as it is shown`() throws {
    let bytes = photograph(orientation: 6, bigEndian: false)
    let whole = try decoded(bytes)
    let small = try decoded(bytes, covering: PixelSize(width: 8, height: 3))
    #expect((whole.width, whole.height) == (16, 24))
    #expect((small.width, small.height) == (8, 12))
  }

  @Test func `a JPEG of a photograph keeps its looks, a PNG its bytes`() throws {
    for colour in [Picture.Colour.grey, .rgb] {
      let picture = EncodedFixture.named("baseline JPEG").picture.converted(to: colour)
      #expect(greatestDifference(try decoded(picture.jpeg(quality: 100)), picture) <= 12)
      #expect(try decoded(picture.jpeg(quality: 90)).colour == colour)
      #expect(try decoded(picture.png()) == picture)
    }
    // Noise grows in a PNG.
    let noisy = Picture(width: 301, height: 200, colour: .rgb, bytes: noise(301 * 200 * 3))
    #expect(try decoded(noisy.png()) == noisy)
    #expect(try decoded(noisy.jpeg(quality: 10)).bytes.count < noisy.bytes.count + 1)
  }

  @Test func `an RGB picture of up to 256 colours is a PNG with a palette, where that saves bytes`() throws {
    func picture(colours: Int, side: Int) -> Picture {
      let bytes = (0..<side * side).flatMap { pixel -> [UInt8] in
        let colour = pixel % colours
        return [UInt8(colour & 255), UInt8(colour >> 8), UInt8(colour * 7 & 255)]
      }
      return Picture(width: side, height: side, colour: .rgb, bytes: bytes)
    }
    for (colours, side, colourType) in [(2, 40, 3), (17, 40, 3), (256, 40, 3), (257, 40, 2), (100, 10, 2)] {
      let picture = picture(colours: colours, side: side)
      let bytes = try picture.png()
      #expect(bytes[25] == colourType)
      #expect(try decoded(bytes) == picture)
    }
    #expect(try Picture(width: 40, height: 40, colour: .grey, filledWith: 3).png()[25] == 0)
  }

  @Test func `grey JPEGs at half the quality are smaller`() throws {
    let picture = EncodedFixture.named("baseline JPEG").picture.resized(width: 200, height: 120)
    #expect(try picture.jpeg(quality: 50).count < picture.jpeg(quality: 90).count)
  }

  @Test func `bytes after the end are no matter, nor are some before a marker`() throws {
    let fixture = EncodedFixture.named("baseline JPEG")
    #expect(try decoded(fixture.bytes + noise(50)) == decoded(fixture.bytes))
    let junk = Array(fixture.bytes[..<2]) + [0, 1, 2] + fixture.bytes[2...]
    // The first two markers must adjoin for the format to be known.
    let first = 4 + Int(fixture.bytes[5])
    let between = Array(fixture.bytes[..<first]) + [0, 1, 2] + fixture.bytes[first...]
    #expect(try decoded(between) == decoded(fixture.bytes))
    #expect(throws: PictureError.self) { try decoded(junk) }
    // A harmless warning hides no others.
    #expect(throws: PictureError.self) { try decoded(Array(between.dropLast(40))) }
  }

  @Test(arguments: EncodedFixture.jpegs)
  func `a JPEG cut short is an error, wherever it is cut`(_ fixture: EncodedFixture) throws {
    for length in stride(from: 3, to: fixture.bytes.count, by: 7) {
      let error = try #require(throws: PictureError.self) { try decoded(Array(fixture.bytes[..<length])) }
      #expect(error.code == .corrupt, "\(error)")
    }
  }

  static let malformed: [Malformed] = [
    Malformed("empty", [], .empty, "0 bytes"),
    Malformed("GIF", Array("GIF89a......".utf8), .corrupt, "giflib"),
    Malformed("WebP", Array("RIFF....WEBPVP8 ".utf8), .corrupt, "WebP"),
    Malformed("TIFF", Array("II*\0........".utf8), .corrupt, "libtiff"),
    Malformed("PSD", Array("8BPS........".utf8), .unknownFormat, "a Photoshop"),
    Malformed("HTML", Array("\u{FEFF}\n <!DOCTYPE HTML><html>".utf8), .unknownFormat, "an HTML page"),
    Malformed("SVG", Array("<?xml version='1.0'?><svg>".utf8), .unknownFormat, "an SVG"),
    Malformed("other", [1, 2, 0xAB], .unknownFormat, "01 02 ab"),
    Malformed("one byte", [0xFF], .unknownFormat, "ff"),
    Malformed("JPEG signature alone", [0xFF, 0xD8, 0xFF], .corrupt, "within the header"),
    Malformed("JPEG of nothing", [0xFF, 0xD8, 0xFF, 0xD9], .corrupt, "before any pixels"),
    Malformed("giant JPEG", jpegHeader(width: 65500, height: 65500), .corrupt, "65500 x 65500"),
    Malformed("large JPEG", jpegHeader(width: 16000, height: 16000), .corrupt, "bytes for 16000 x 16000"),
    Malformed("JPEG of no height", jpegHeader(width: 16, height: 0), .unsupported, "DNL"),
    Malformed("JPEG of 12 bits", jpegHeader(width: 16, height: 16, bits: 12), .unsupported, "12 bits"),
    Malformed("lossless JPEG", jpegHeader(width: 16, height: 16, frame: 0xC3), .unsupported, "lossless"),
    Malformed("hierarchical JPEG", jpegHeader(width: 16, height: 16, frame: 0xC5), .unsupported, "hierarchical"),
    Malformed("JPEG-LS", jpegHeader(width: 16, height: 16, frame: 0xF7), .unsupported, "JPEG-LS"),
    Malformed("JPEG of 2 components", jpegHeader(width: 16, height: 16, components: 2), .unsupported, "got 2"),
    Malformed("PPM without pixels", Array("P6 10 10 255\n".utf8), .corrupt, "13 bytes for 10 x 10"),
    Malformed("PPM of many pixels", Array("P6 16000 16000 255\n".utf8), .corrupt, "16000 x 16000"),
    Malformed("giant PPM", Array("P6 999999999 999999999 255\n".utf8), .tooLarge, "999999999"),
    Malformed("PPM of a great number", Array("P6 99999999999999999999 1 255\n".utf8), .corrupt, "no width"),
    Malformed("PGM with a value too great", Array("P2 1 1 9 10 ".utf8), .corrupt, "beyond the maximum 9"),
    Malformed("PGM of no levels", Array("P5 1 1 0\n\0".utf8), .corrupt, "0 as the maximum"),
    Malformed("BMP signature alone", Array("BM".utf8), .corrupt, "within the header"),
  ]

  @Test(arguments: malformed)
  func `what is no picture is one clear error`(_ malformed: Malformed) throws {
    let (bytes, code, says) = (malformed.bytes, malformed.code, malformed.says)
    let error = try #require(throws: PictureError.self) { try decoded(bytes) }
    #expect(error.code == code, "\(error)")
    #expect(error.description.hasPrefix("a/place: "))
    #expect(error.description.contains(says), "\(error)")
    #expect(error.report.cure != nil)
    #expect(!error.description.contains("\n"))
  }

  @Test func `a BMP that is cut, giant or run-length encoded is one clear error`() throws {
    let good = EncodedFixture.named("BMP, 24 bits").bytes
    func changed(_ offset: Int, _ values: [UInt8]) -> [UInt8] {
      Array(good[..<offset]) + values + Array(good[(offset + values.count)...])
    }
    let damaged: [([UInt8], PictureError.Code)] = [
      (good.dropLast(), .corrupt), (changed(18, [0, 0, 0, 0x7F]), .tooLarge),
      (changed(22, [0, 0, 0, 0x80]), .tooLarge), (changed(30, [1, 0, 0, 0]), .unsupported),
      (changed(28, [2, 0]), .unsupported), (changed(10, [0, 0, 0, 0]), .corrupt),
      (changed(10, [255, 255, 255, 255]), .corrupt), (changed(22, [0, 0, 0, 0]), .corrupt),
    ]
    for (bytes, code) in damaged {
      #expect(try #require(throws: PictureError.self) { try decoded(bytes) }.code == code)
    }
  }

  @Test func `a JPEG of many scans is refused`() throws {
    let fixture = EncodedFixture.named("progressive JPEG").bytes
    let scan = try #require(fixture.indices.dropLast().last { fixture[$0] == 0xFF && fixture[$0 + 1] == 0xDA })
    let repeated = Array(repeatElement(fixture[scan..<(fixture.count - 2)], count: 200).joined())
    let error = try #require(throws: PictureError.self) {
      try decoded(fixture[..<scan] + repeated + [0xFF, 0xD9])
    }
    #expect(error.code == .unsupported)
    #expect(error.description.contains("at most 100 scans"))
  }
}

func decoded(_ bytes: [UInt8], covering: PixelSize? = nil) throws -> Picture {
  try bytes.withUnsafeBytes { try Picture(decoding: $0, place: "a/place", covering: covering) }
}

private func greatestDifference(_ a: Picture, _ b: Picture) -> Int {
  zip(a.bytes, b.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
}

/// The start of a JPEG up to its first scan.
private func jpegHeader(
  width: UInt16, height: UInt16, components: UInt8 = 3, frame marker: UInt8 = 0xC0, bits: UInt8 = 8
) -> [UInt8] {
  let sides = [height, width].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
  let parts: [UInt8] = (1...components).flatMap { [$0, 0x11, 0] }
  let length = UInt8(8 + parts.count)
  let frame: [UInt8] = [0xFF, marker, 0, length, bits] + sides + [components] + parts
  return [0xFF, 0xD8] + frame + [0xFF, 0xDA, 0, 2, 0]
}

/// Six squares, 24 x 16 pixels as stored, with an APP1 segment.
func photograph(segment: [UInt8]) -> [UInt8] {
  let levels: [[UInt8]] = [[20, 60, 100], [140, 180, 220]]
  let bytes = (0..<16).flatMap { y in (0..<24).map { x in levels[y / 8][x / 8] } }
  guard let jpeg = try? Picture(width: 24, height: 16, colour: .grey, bytes: bytes).jpeg(quality: 100) else {
    return []
  }
  return jpeg[..<2] + segment + jpeg[2...]
}

func photograph(orientation: UInt8, bigEndian: Bool) -> [UInt8] {
  photograph(segment: exifSegment(orientation: orientation, bigEndian: bigEndian))
}

private func exifSegment(orientation: UInt8, bigEndian: Bool) -> [UInt8] {
  func number(_ value: UInt8, _ bytes: Int) -> [UInt8] {
    let rest = [UInt8](repeating: 0, count: bytes - 1)
    return bigEndian ? rest + [value] : [value] + rest
  }
  let tag: [UInt8] = bigEndian ? [1, 0x12] : [0x12, 1]
  let order: [UInt8] = bigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
  let entry = tag + number(3, 2) + number(1, 4) + number(orientation, 2) + [0, 0]
  let tiff = order + number(42, 2) + number(8, 4) + number(1, 2) + entry + number(0, 4)
  let content = Array("Exif\0\0".utf8) + tiff
  return [0xFF, 0xE1, 0, UInt8(content.count + 2)] + content
}
