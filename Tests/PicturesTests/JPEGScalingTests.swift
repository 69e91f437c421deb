internal import CTurboJPEG
import Foundation
import ImageFixtures
import Pictures
import Testing

/// JPEGs decoded at eighths of their size: what libjpeg-turbo gives, and what a smaller picture must look like.
struct JPEGScalingTests {
  static let samplings = [TJSAMP_GRAY, TJSAMP_444, TJSAMP_422, TJSAMP_420, TJSAMP_440, TJSAMP_411].map {
    Int($0.rawValue)
  }
  private static let sizes = [(8, 8), (9, 17), (16, 16), (17, 9), (31, 33), (64, 48), (100, 75), (121, 30)]

  @Test(arguments: samplings, 1...8)
  func `every sampling is decoded at every eighth as by libjpeg`(sampling: Int, eighths: Int) throws {
    for (width, height) in Self.sizes {
      for quality in [30, 75, 100] {
        let bytes = try jpeg(photograph(width, height), width, height, sampling: sampling, quality: quality)
        let size = PixelSize(width: (width * eighths + 7) / 8, height: (height * eighths + 7) / 8)
        let picture = try decoded(bytes, covering: size)
        // Small pictures have the same size at several eighths.
        #expect(PixelSize(width: picture.width, height: picture.height) == size)
        #expect(try picture.bytes == libjpeg(bytes, size, colour: picture.colour), "\(size) of \(width) x \(height)")
      }
    }
  }

  @Test(arguments: samplings)
  func `very small pictures cover what they must`(sampling: Int) throws {
    for width in 1...10 {
      for height in 1...10 {
        let bytes = try jpeg(photograph(width, height), width, height, sampling: sampling, quality: 90)
        for side in 1...width {
          let picture = try decoded(bytes, covering: PixelSize(width: side, height: 1))
          #expect(picture.width >= side && picture.width <= width && picture.height <= height)
        }
      }
    }
  }

  @Test(arguments: samplings, [1, 2, 4])
  func `a fraction of a picture is near the mean over the area`(sampling: Int, eighths: Int) throws {
    let (width, height) = (160, 96)
    let bytes = try jpeg(slopes(width, height), width, height, sampling: sampling, quality: 95)
    let size = PixelSize(width: width * eighths / 8, height: height * eighths / 8)
    let small = try decoded(bytes, covering: size)
    let mean = try decoded(bytes).resized(width: size.width, height: size.height)
    let differences = zip(small.bytes, mean.bytes).map { abs(Int($0) - Int($1)) }
    #expect(small.bytes.count == mean.bytes.count)
    #expect(differences.reduce(0, +) <= differences.count)
    #expect((differences.max() ?? 0) <= 8)
  }

  @Test(arguments: ["JPEG with restart markers", "progressive JPEG", "YCCK JPEG of Adobe"], [1, 2, 4])
  func `every kind of JPEG has the same size and looks at a fraction`(name: String, eighths: Int) throws {
    let fixture = EncodedFixture.named(name)
    let whole = fixture.picture
    let size = PixelSize(width: (whole.width * eighths + 7) / 8, height: (whole.height * eighths + 7) / 8)
    let small = try decoded(fixture.bytes, covering: size)
    #expect(PixelSize(width: small.width, height: small.height) == size)
    let mean = whole.resized(width: size.width, height: size.height)
    let differences = zip(small.bytes, mean.bytes).map { abs(Int($0) - Int($1)) }
    // An eighth of these small pictures is mostly edges.
    #expect(differences.reduce(0, +) <= (eighths == 1 ? 32 : 16) * differences.count)
  }

  @Test(arguments: samplings)
  func `a JPEG cut short is an error at every fraction`(sampling: Int) throws {
    let bytes = try jpeg(photograph(40, 25), 40, 25, sampling: sampling, quality: 80)
    for length in 4..<bytes.count - 1 {
      #expect(throws: PictureError.self) {
        try decoded(Array(bytes[..<length]), covering: PixelSize(width: 8, height: 8))
      }
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

/// Slopes alone, in grey.
private func slopes(_ width: Int, _ height: Int) -> [UInt8] {
  (0..<width * height).flatMap { index in
    [UInt8](repeating: UInt8(index % width + index / width / 2), count: 3)
  }
}

/// A JPEG of RGB pixels by libjpeg.
private func jpeg(_ pixels: [UInt8], _ width: Int, _ height: Int, sampling: Int, quality: Int) throws -> [UInt8] {
  let compressor = tjInitCompress()
  defer { tjDestroy(compressor) }
  var start: UnsafeMutablePointer<UInt8>?
  var length: CUnsignedLong = 0
  let status = tjCompress2(
    compressor, pixels, CInt(width), 0, CInt(height), CInt(TJPF_RGB.rawValue), &start, &length, CInt(sampling),
    CInt(quality), 0)
  defer { tjFree(start) }
  try #require(status == 0)
  return Array(UnsafeBufferPointer(start: start, count: Int(length)))
}

/// The pixels that libjpeg gives at `size`.
private func libjpeg(_ bytes: [UInt8], _ size: PixelSize, colour: Picture.Colour) throws -> [UInt8] {
  let decompressor = tjInitDecompress()
  defer { tjDestroy(decompressor) }
  var pixels = [UInt8](repeating: 0, count: size.width * size.height * colour.channels)
  let format = colour == .grey ? TJPF_GRAY : TJPF_RGB
  let status = tjDecompress2(
    decompressor, bytes, CUnsignedLong(bytes.count), &pixels, CInt(size.width), 0, CInt(size.height),
    CInt(format.rawValue), 0)
  try #require(status == 0)
  return pixels
}
