import Diagnostics
import Foundation
import ImageFixtures
import ImageShapes
import Pictures
import Randomness
import Testing

struct PicturePreparationTests {
  static let shape = ImageShape(channels: 3, height: 6, width: 10)

  @Test func `a picture is written as planes of the shape`() throws {
    let picture = Picture(width: 20, height: 12, colour: .rgb, bytes: noise(20 * 12 * 3))
    let size = PixelSize(width: 10, height: 6)
    #expect(
      try written(picture.png(), PicturePreparation(size: size)) == picture.resized(width: 10, height: 6).bytePlanes)
    let grey = ImageShape(channels: 1, height: 6, width: 10)
    #expect(
      try written(picture.png(), PicturePreparation(size: size), as: grey)
        == picture.converted(to: .grey).resized(width: 10, height: 6).bytes)
    let levels = picture.converted(to: .grey)
    #expect(
      try written(levels.png(), PicturePreparation(size: size))
        == levels.resized(width: 10, height: 6).converted(to: .rgb).bytePlanes)
  }

  @Test(arguments: ResizeMode.allCases)
  func `every mode fits as a picture in memory is fitted`(mode: ResizeMode) throws {
    let picture = Picture(width: 31, height: 40, colour: .rgb, bytes: noise(31 * 40 * 3))
    let size = PixelSize(width: 10, height: 6)
    let expected = picture.fitted(to: size, mode: mode, noise: Philox(seed: 0, purpose: .filling, step: 5))
    #expect(try written(picture.png(), PicturePreparation(size: size, mode: mode), index: 5) == expected.bytePlanes)
  }

  @Test func `a picture of another size is an error unless it is to be resized`() throws {
    let right = Picture(width: 10, height: 6, colour: .rgb, bytes: noise(180))
    #expect(try written(right.png(), PicturePreparation()) == right.bytePlanes)
    let wrong = Picture(width: 10, height: 7, colour: .rgb, bytes: noise(210))
    for bytes in [try wrong.png(), try wrong.jpeg()] {
      let error = try #require(throws: PictureError.self) { try written(bytes, PicturePreparation()) }
      #expect(error.code == .wrongSize)
      #expect(error.description.contains("expected 10x6, got 10x7"))
      #expect(error.description.contains("--resize 10x6"))
    }
  }

  @Test(arguments: ResizeMode.allCases)
  func `a scaled decode looks like the whole picture resized`(mode: ResizeMode) throws {
    // Soft waves, as photographs are soft.
    let bytes = (0..<320 * 240 * 3).map { at in
      let (x, y, wave) = (Double(at / 3 % 320), Double(at / 960), Double(20 + 12 * (at % 3)))
      return UInt8(128 + 60 * sin(x / wave) + 60 * cos(y / (wave + 9)))
    }
    let picture = Picture(width: 320, height: 240, colour: .rgb, bytes: bytes)
    let size = PixelSize(width: 33, height: 28)
    let shape = ImageShape(channels: 3, height: 28, width: 33)
    let preparation = PicturePreparation(size: size, mode: mode)
    let noise = Philox(seed: 0, purpose: .filling, step: 0)
    let expected = picture.fitted(to: size, mode: mode, noise: noise).bytePlanes
    let found = try written(picture.jpeg(quality: 95), preparation, as: shape)
    #expect(zip(found, expected).allSatisfy { abs(Int($0) - Int($1)) <= 6 })
  }

  private func written(
    _ bytes: [UInt8], _ preparation: PicturePreparation, index: Int = 0, as shape: ImageShape = shape
  ) throws -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: shape.elements)
    try pixels.withUnsafeMutableBufferPointer { pixels in
      try bytes.withUnsafeBytes { bytes in
        try preparation.write(bytes, place: "a/place", index: index, as: shape, into: pixels)
      }
    }
    return pixels
  }
}
