import Diagnostics
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

/// Arrays whose numbers lie between the 256 levels of bytes.
struct FractionalArrayTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func images(_ bytes: [UInt8], _ range: String? = nil) throws -> any ImageSource {
    var reading = ImageReading()
    reading.preparation.valueRange = try range.map { try #require(ValueRange($0)) }
    return try NPYFile(path: folder.write(bytes, "x.npy")).images(reading: reading)
  }

  /// Numbers from 0 to 1, most of them between two levels.
  private static let numbers = (0..<60).map { Double($0 * $0) / 3481 }

  @Test func `numbers of every type are kept as they are`() throws {
    let halves: [UInt16] = [0, 0x3C00, 0x3800, 0x2E66, 0x3555, 0x0001]
    let cases: [([UInt8], [Double], Double)] = [
      (npy("<f4", [2, 5, 6], raw(Self.numbers.map { Float($0).bitPattern.littleEndian })), Self.numbers, 1e-7),
      (npy(">f4", [2, 5, 6], raw(Self.numbers.map { Float($0).bitPattern.bigEndian })), Self.numbers, 1e-7),
      (npy("<f8", [2, 5, 6], raw(Self.numbers.map(\.bitPattern.littleEndian))), Self.numbers, 1e-7),
      (npy("<f2", [1, 2, 3], raw(halves.map(\.littleEndian))), halves.map(Double.init(half:)), 1e-7),
    ]
    for (bytes, numbers, tolerance) in cases {
      let images = try images(bytes)
      #expect(images.hasFractions)
      let levels = try (0..<images.count).flatMap { try images.levels(at: $0) }
      #expect(zip(levels, numbers).allSatisfy { abs(Double($0) / 255 - $1) < tolerance })
      let rounded = try (0..<images.count).flatMap { try images.pixels(at: $0) }
      #expect(rounded == numbers.map { UInt8(($0 * 255).rounded()) })
    }
  }

  @Test func `a stated range keeps what lies between the levels`() throws {
    let images = try images(
      npy("<u2", [1, 1, 4], raw([UInt16(0), 100, 65535, 32768].map(\.littleEndian))), "0..65535")
    #expect(try zip(images.levels(at: 0), [0, 0.3891051, 255, 127.50195]).allSatisfy { abs($0 - $1) < 1e-4 })
    let signed = try self.images(
      npy("<f4", [1, 1, 4], raw([Float(-1), -0.3, 0.2, 2].map(\.bitPattern.littleEndian))), "-1..1")
    #expect(try zip(signed.levels(at: 0), [0, 89.25, 153, 255]).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `levels that were divided by 255 are bytes`() throws {
    let grey = noise(256)
    for bytes in [
      npy("<f4", [1, 16, 16], raw(grey.map { (Float($0) / 255).bitPattern.littleEndian })),
      npy("<f8", [1, 16, 16], raw(grey.map { (Double($0) / 255).bitPattern.littleEndian })),
      npy("<f4", [1, 16, 16], raw(grey.map { Float($0).bitPattern.littleEndian })),
    ] {
      let images = try images(bytes)
      #expect(images is ImageSet && !images.hasFractions)
      #expect(try images.pixels(at: 0) == grey)
      #expect(try images.levels(at: 0) == grey.map { Float($0) })
    }
  }

  @Test func `channels last and Fortran's order are brought into order`() throws {
    let planar = (0..<12).map { Double($0) / 12 }
    let expected = planar.map { Float($0 * 255) }
    // [1, 3, 2, 2] and its elements with channels last, and first index fastest.
    let last = (0..<4).flatMap { place in (0..<3).map { planar[$0 * 4 + place] } }
    let fortran = (0..<2).flatMap { x in (0..<2).flatMap { y in (0..<3).map { planar[$0 * 4 + y * 2 + x] } } }
    for (shape, numbers, isFortran) in [
      ([1, 3, 2, 2], planar, false), ([1, 2, 2, 3], last, false), ([1, 3, 2, 2], fortran, true),
    ] {
      let data = raw(numbers.map(\.bitPattern.littleEndian))
      #expect(try images(npy("<f8", shape, data, fortran: isFortran)).levels(at: 0) == expected)
    }
  }

  @Test func `numbers that are not finite are refused, also in a stated range`() throws {
    for bad in [Float.nan, .infinity, -.infinity] {
      let bytes = npy("<f4", [1, 1, 2], raw([0.3, bad].map(\.bitPattern.littleEndian)))
      for range in [nil, "0..1"] {
        let error = try #require(throws: ImageFileError.self) { try images(bytes, range) }
        #expect(error.description.contains("not finite"))
      }
    }
  }

  @Test func `the fingerprint sees less than a level`() throws {
    func fingerprint(_ number: Float) throws -> String {
      try images(npy("<f4", [1, 1, 2], raw([0.3, number].map(\.bitPattern.littleEndian)))).fingerprint
    }
    #expect(try fingerprint(0.5) == fingerprint(0.5))
    #expect(try fingerprint(0.5) != fingerprint(0.5001))
  }

  @Test func `a negative and new class names keep fractions, another size rounds them`() throws {
    let images = try images(npy("<f4", [1, 1, 2], raw([Float(0.3), 0.7003].map(\.bitPattern.littleEndian))))
    #expect(try images.named(["a"]).levels(at: 0) == images.levels(at: 0))
    #expect(try images.inverted().levels(at: 0) == images.levels(at: 0).map { 255 - $0 })
    let wide = images.prepared(by: PicturePreparation(size: PixelSize(width: 4, height: 1)))
    #expect(!wide.hasFractions)
    #expect(try wide.levels(at: 0).allSatisfy { $0 == $0.rounded() })
  }

  @Test func `the mean is that of the numbers, for any number of threads`() throws {
    let count = 700
    let numbers = (0..<2 * count).map { Float(($0 * 7919) % 10_007) / 10_007 }
    let images = try images(npy("<f4", [count, 1, 2], raw(numbers.map(\.bitPattern.littleEndian))))
    let mean = try MeanImage(of: images, threads: 1)
    for place in 0..<2 {
      let sum = stride(from: place, to: numbers.count, by: 2).reduce(0.0) { $0 + Double(numbers[$1]) }
      #expect(abs(Double(mean.values[place]) / 255 - sum / Double(count)) < 1e-7)
    }
    for threads in 2...5 { #expect(try MeanImage(of: images, threads: threads) == mean) }
  }

  @Test func `the arrays of a file share a range, each keeps its numbers`() throws {
    let set = try NPZFile(
      path: folder.write(
        zipArchive([
          ("x_train.npy", npy("<f4", [1, 1, 2], raw([Float(0.3), 1].map(\.bitPattern.littleEndian)))),
          ("x_test.npy", npy("<f4", [1, 1, 2], raw([Float(0), 1].map(\.bitPattern.littleEndian)))),
        ]), "set.npz")
    ).load()
    #expect(try set.training.levels(at: 0) == [76.5, 255].map { Float($0) })
    #expect(try set.test?.levels(at: 0) == [0, 255])
    #expect(set.test?.hasFractions == false)
  }
}
