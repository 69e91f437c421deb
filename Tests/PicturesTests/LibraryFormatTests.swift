import Diagnostics
import Foundation
import ImageFixtures
import ImageShapes
import Pictures
import TestSupport
import Testing

/// WebP, TIFF and GIF, and pictures above the maximum side.
struct LibraryFormatTests {
  @Test(arguments: EncodedFixture.webps + EncodedFixture.tiffs + EncodedFixture.gifs)
  func `every kind of WebP, TIFF and GIF shows what another reader sees in it`(_ fixture: EncodedFixture) throws {
    let picture = try decoded(fixture.bytes)
    #expect(picture.shape == fixture.picture.shape)
    let greatest = zip(picture.bytes, fixture.picture.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(greatest <= 1)
    let size = try fixture.bytes.withUnsafeBytes { try PixelSize(ofPicture: $0, place: "a/place") }
    #expect(size == PixelSize(width: picture.width, height: picture.height))
  }

  @Test(arguments: EncodedFixture.webps + EncodedFixture.gifs)
  func `a WebP or GIF cut short is an error, wherever it is cut`(_ fixture: EncodedFixture) throws {
    guard !fixture.testDescription.contains("animated") else { return }
    for length in 12..<fixture.bytes.count - 12 {
      _ = try? decoded(Array(fixture.bytes[..<length]))
    }
    #expect(throws: PictureError.self) { try decoded(Array(fixture.bytes[..<(fixture.bytes.count / 2)])) }
  }

  @Test func `numbers in a TIFF are read by a stated range`() throws {
    let floats = tiff(width: 3, height: 1, bits: 32, format: 3, raw([Float(-1), 0, 1].map(\.bitPattern.littleEndian)))
    let error = try #require(throws: PictureError.self) { try decoded(floats) }
    #expect(error.code == .unsupported)
    #expect(error.description.contains("--value-range"), "\(error)")
    #expect(try levels(floats, "-1..1") == [0, 128, 255])
    #expect(try levels(floats, "0..1") == [0, 0, 255])
    let wide = tiff(width: 3, height: 1, bits: 16, format: 1, raw([UInt16(0), 4095, 65535].map(\.littleEndian)))
    #expect(try decoded(wide).bytes == [0, 16, 255])
    #expect(try levels(wide, "0..4095") == [0, 255, 255])
    let signed = tiff(width: 3, height: 1, bits: 16, format: 2, raw([Int16(-100), 0, 100].map(\.littleEndian)))
    #expect(throws: PictureError.self) { try decoded(signed) }
    #expect(try levels(signed, "-100..100") == [0, 128, 255])
    let double = tiff(
      width: 2, height: 1, bits: 64, format: 3, raw([0.5, Double.nan].map(\.bitPattern.littleEndian)))
    #expect(try levels(double, "0..1") == [128, 0])
    let mask = tiff(width: 2, height: 1, bits: 8, format: 1, [0, 1])
    #expect(try levels(mask, "0..1") == [0, 255])
    #expect(try decoded(mask).bytes == [0, 1])
  }

  @Test func `numbers between the levels are kept, upright, unless a TIFF is resized`() throws {
    let numbers: [Float] = [-1, -0.3, 0.2, 0.7, 1, 2]
    let bytes = tiff(
      width: 3, height: 2, bits: 32, format: 3, raw(numbers.map(\.bitPattern.littleEndian)), orientation: 6)
    var preparation = PicturePreparation()
    preparation.valueRange = ValueRange("-1..1")
    func written(height: Int, width: Int) throws -> [Float] {
      let shape = ImageShape(channels: 1, height: height, width: width)
      var levels = [Float](repeating: 0, count: shape.elements)
      try levels.withUnsafeMutableBufferPointer { levels in
        try bytes.withUnsafeBytes {
          #expect(preparation.keepsFractions($0, place: "a/place", as: shape) == (preparation.size == nil))
          try preparation.writeLevels($0, page: 0, place: "a/place", index: 0, as: shape, into: levels)
        }
      }
      return levels
    }
    // A turn to the right.
    let expected = [3, 0, 4, 1, 5, 2].map { min((numbers[$0] + 1) * 127.5, 255) }
    #expect(try zip(written(height: 3, width: 2), expected).allSatisfy { abs($0 - $1) < 1e-4 })
    preparation.size = PixelSize(width: 4, height: 3)
    #expect(try written(height: 3, width: 4).allSatisfy { $0 == $0.rounded() })
  }

  @Test func `16 bits of a PNG are read by a stated range`() throws {
    let png = PNGBytes(width: 3, height: 1, bitDepth: 16, colourType: 0, rows: [[0, 0, 0x0F, 0xFF, 0xFF, 0xFF]]).bytes
    #expect(try levels(png, "0..4095") == [0, 255, 255])
    #expect(try levels(png, "0..65535") == decoded(png).bytes)
    let mask = PNGBytes(width: 2, height: 1, colourType: 0, rows: [[0, 1]]).bytes
    #expect(try levels(mask, "0..1") == [0, 255])
  }

  @Test func `a picture above the maximum side is read smaller, or refused with that way out`() throws {
    let jpeg = try Picture(width: 20000, height: 16, colour: .grey, filledWith: 90).jpeg()
    let line = tiff(width: 20000, height: 2, bits: 8, format: 1, [UInt8](repeating: 90, count: 40000))
    let row = [UInt8](repeating: 90, count: 20000)
    let png = PNGBytes(width: 20000, height: 2, colourType: 0, rows: [row, row]).bytes
    for bytes in [jpeg, line, png] {
      let error = try #require(throws: PictureError.self) { try decoded(bytes) }
      #expect(error.code == .tooLarge)
      #expect(error.description.contains("--resize"), "\(error)")
      for filter in ResizeFilter.allCases {
        let shape = ImageShape(channels: 1, height: 1, width: 100)
        var pixels = [UInt8](repeating: 0, count: 100)
        try pixels.withUnsafeMutableBufferPointer { pixels in
          try bytes.withUnsafeBytes { bytes in
            let preparation = PicturePreparation(size: PixelSize(width: 100, height: 1), filter: filter)
            try preparation.write(bytes, place: "a/place", index: 0, as: shape, into: pixels)
          }
        }
        #expect(pixels.allSatisfy { abs(Int($0) - 90) <= 1 })
      }
    }
  }

  static let hasPillow = (try? run(Python.program, ["-c", "import PIL, numpy"]))?.status == 0

  @Test(.enabled(if: hasPillow, "there is no Python with Pillow"), arguments: ["webp", "tiff", "gif"])
  func `twenty files of each kind show what Pillow sees in them`(kind: String) throws {
    let folder = try TemporaryFolder()
    let program = """
      import sys, numpy as n
      from PIL import Image
      kind, folder = sys.argv[1:]
      r = n.random.default_rng(7)
      for i in range(20):
          h, w = int(r.integers(3, 90)), int(r.integers(3, 90))
          y, x = n.mgrid[0:h, 0:w]
          a = n.stack([128 + 100 * n.sin(x / (3 + i) + c) + r.integers(-20, 20, (h, w)) for c in range(4)], -1)
          a = Image.fromarray(n.clip(a, 0, 255).astype('u1'), 'RGBA')
          rgb, grey = a.convert('RGB'), a.convert('L')
          if kind == 'webp':
              image, options = [rgb, a][i % 2], dict(lossless=i % 3 == 0, quality=40 + 3 * i, exact=True)
          elif kind == 'gif':
              image, options = [rgb.quantize(2 + 12 * i), grey][i % 4 == 3], dict(interlace=i % 2)
              if i % 5 == 1: options['transparency'] = 1
          else:
              image = [rgb, grey, rgb.convert('CMYK'), rgb.quantize(16), grey.convert('1')][i % 5]
              options = dict(compression=['raw', 'tiff_lzw', 'tiff_adobe_deflate', 'packbits'][i // 5])
          path = f'{folder}/{i}.{kind}'
          image.save(path, **options)
          seen = n.asarray(Image.open(path).convert('RGBA')).astype(int)
          white = (seen[..., :3] * seen[..., 3:] + 255 * (255 - seen[..., 3:]) + 127) // 255
          Image.fromarray(white.astype('u1'), 'RGB').save(f'{folder}/{i}.png')
      """
    let outcome = try run(Python.program, ["-c", program, kind, folder.path])
    try #require(outcome.status == 0, "\(outcome.output)")
    for number in 0..<20 {
      let own = try Picture(path: folder("\(number).\(kind)")).converted(to: .rgb)
      let seen = try Picture(path: folder("\(number).png"))
      #expect(own.shape == seen.shape)
      let greatest = zip(own.bytes, seen.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
      #expect(greatest <= 1, "\(number).\(kind)")
    }
  }

  private func levels(_ bytes: [UInt8], _ range: String) throws -> [UInt8] {
    let range = try #require(ValueRange(range))
    return try bytes.withUnsafeBytes { try Picture(decoding: $0, place: "a/place", range: range) }.bytes
  }
}
