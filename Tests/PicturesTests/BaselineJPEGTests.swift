internal import CTurboJPEG
import Foundation
import ImageFixtures
import Pictures
import Randomness
import Testing

/// The own decoder of baseline JPEGs beside libjpeg: the same bytes, or none.
struct BaselineJPEGTests {
  static let samplings = [TJSAMP_GRAY, TJSAMP_444, TJSAMP_422, TJSAMP_420, TJSAMP_440].map { Int($0.rawValue) }

  @Test(arguments: samplings, [1, 2, 4])
  func `every sampling and size is decoded as by libjpeg`(sampling: Int, eighths: Int) throws {
    for (width, height) in [(8, 8), (9, 17), (16, 16), (17, 9), (31, 33), (64, 48), (100, 75), (121, 30)] {
      for quality in [30, 75, 90, 100] {
        let bytes = encoded(photograph(width, height), width, height, sampling: sampling, quality: quality)
        try check(bytes, eighths: eighths, "\(width) x \(height), quality \(quality)")
      }
    }
  }

  @Test(arguments: samplings)
  func `very small pictures are decoded as by libjpeg`(sampling: Int) throws {
    for width in 1...10 {
      for height in 1...10 {
        let bytes = encoded(photograph(width, height), width, height, sampling: sampling, quality: 90)
        for side in 1...width {
          try bytes.withUnsafeBytes { bytes in
            let jpeg = try EncodedJPEG(bytes, place: "a/place")
            let covered = PixelSize(width: side, height: 1)
            guard let picture = jpeg.baselinePicture(covering: covered) else { return }
            #expect(try picture == jpeg.libjpegPicture(covering: covered))
          }
        }
      }
    }
  }

  @Test(arguments: samplings)
  func `noise is decoded as by libjpeg, if at all`(sampling: Int) throws {
    var decoded = 0
    for quality in [1, 5, 20, 50, 95, 100] {
      let bytes = encoded(noise(64 * 48 * 3), 64, 48, sampling: sampling, quality: quality)
      for eighths in [1, 2, 4] { decoded += try agrees(bytes, eighths: eighths) ? 1 : 0 }
    }
    #expect(decoded > 6)
  }

  @Test(arguments: BaselineJPEGFixture.all, [1, 2, 4])
  func `codes of a picture's own and restart markers are understood`(bytes: [UInt8], eighths: Int) throws {
    try check(bytes, eighths: eighths, "a fixture of \(bytes.count) bytes")
  }

  @Test func `other fractions and other kinds are left to libjpeg`() throws {
    let bytes = encoded(photograph(80, 80), 80, 80, sampling: Self.samplings[1], quality: 80)
    for eighths in [3, 5, 6, 7, 8] { #expect(try !agrees(bytes, eighths: eighths)) }
    for name in ["progressive JPEG", "YCCK JPEG of Adobe"] {
      for eighths in [1, 2, 4] { #expect(try !agrees(EncodedFixture.named(name).bytes, eighths: eighths)) }
    }
    // Bytes before the end that belong to nothing are harmless, but libjpeg warns of them.
    #expect(try !agrees(bytes.dropLast(2) + [0, 0, 0, 0xFF, 0xD9], eighths: 2))
    #expect(try agrees(bytes + [1, 2, 3], eighths: 2))
  }

  @Test(arguments: BaselineJPEGFixture.all)
  func `what is cut short is left to libjpeg`(bytes: [UInt8]) throws {
    for length in 4..<bytes.count {
      Array(bytes[..<length]).withUnsafeBytes { bytes in
        guard let jpeg = try? EncodedJPEG(bytes, place: "a/place") else { return }
        #expect(jpeg.baselinePicture(covering: PixelSize(width: 8, height: 8)) == nil)
      }
    }
  }

  @Test func `a hundred thousand damaged JPEGs are decoded as by libjpeg, if at all`() throws {
    var seeds = BaselineJPEGFixture.all
    for sampling in Self.samplings {
      seeds.append(encoded(photograph(40, 25), 40, 25, sampling: sampling, quality: 80))
    }
    var generator = PhiloxSequence(Philox(seed: 12, purpose: .splitting))
    var decoded = 0
    for number in 0..<PictureMutationTests.cases {
      let bytes = PictureMutationTests.mutated(seeds[number % seeds.count], &generator)
      decoded += try agrees(bytes, eighths: [1, 2, 4][number % 3]) ? 1 : 0
    }
    // Most damage shows, but much is only another picture.
    #expect((1000..<PictureMutationTests.cases / 2).contains(decoded))
  }

  private func check(_ bytes: [UInt8], eighths: Int, _ what: String) throws {
    #expect(try agrees(bytes, eighths: eighths), "\(what), \(eighths)/8")
  }

  /// Whether the own decoder takes the picture; it must then be the one of libjpeg.
  private func agrees(_ bytes: [UInt8], eighths: Int) throws -> Bool {
    try bytes.withUnsafeBytes { bytes in
      guard let jpeg = try? EncodedJPEG(bytes, place: "a/place") else { return false }
      let covered = PixelSize(
        width: (jpeg.size.width * eighths + 7) / 8, height: (jpeg.size.height * eighths + 7) / 8)
      guard let picture = jpeg.baselinePicture(covering: covered) else { return false }
      guard try picture == jpeg.libjpegPicture(covering: covered) else {
        Issue.record("another picture, \(eighths)/8 of \(jpeg.size)")
        return false
      }
      return true
    }
  }
}

/// Slopes, waves and some noise.
private func photograph(_ width: Int, _ height: Int) -> [UInt8] {
  let noise = noise(width * height * 3, seed: UInt32(width * height))
  return noise.indices.map { index in
    let (x, y, channel) = (Double(index / 3 % width), Double(index / 3 / width), Double(index % 3))
    let wave = 90 * sin(x / (4 + channel)) * cos(y / 7) + 2 * x - 3 * channel * y
    return UInt8(min(max(128 + wave + Double(noise[index]) / 8, 0), 255))
  }
}

/// A JPEG of RGB pixels by libjpeg.
private func encoded(_ pixels: [UInt8], _ width: Int, _ height: Int, sampling: Int, quality: Int) -> [UInt8] {
  let compressor = tjInitCompress()
  defer { tjDestroy(compressor) }
  var start: UnsafeMutablePointer<UInt8>?
  var length: CUnsignedLong = 0
  let status = tjCompress2(
    compressor, pixels, CInt(width), 0, CInt(height), CInt(TJPF_RGB.rawValue), &start, &length, CInt(sampling),
    CInt(quality), 0)
  defer { tjFree(start) }
  return status == 0 ? Array(UnsafeBufferPointer(start: start, count: Int(length))) : []
}
