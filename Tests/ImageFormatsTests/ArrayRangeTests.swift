import Diagnostics
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Synchronization
import TestSupport
import Testing

/// The range of the numbers in an array: recognised, stated or refused.
struct ArrayRangeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func levels(_ bytes: [UInt8], _ range: String? = nil) throws -> [UInt8] {
    var reading = ImageReading()
    reading.preparation.valueRange = try range.map { try #require(ValueRange($0)) }
    return try NPYFile(path: folder.write(bytes, "x.npy")).images(reading: reading).pixels(at: 0)
  }

  private static func floats(_ values: [Float]) -> [UInt8] {
    npy("<f4", [1, 1, values.count], raw(values.map(\.bitPattern.littleEndian)))
  }

  @Test func `zeros and ones are black and white, whatever their type`() throws {
    for bytes in [
      npy("|u1", [1, 1, 3], [0, 1, 1]), npy("|u1", [1, 1, 3], [0, 1, 1], fortran: true),
      npy("<i8", [1, 1, 3], raw([Int64(0), 1, 1])), npy("<u2", [1, 1, 3], [0, 0, 1, 0, 1, 0]),
      npy("|b1", [1, 1, 3], [0, 1, 1]), Self.floats([0, 1, 1]),
    ] {
      #expect(try levels(bytes) == [0, 255, 255])
    }
    #expect(try levels(npy("|u1", [1, 1, 3], [0, 1, 2])) == [0, 1, 2])
    #expect(try levels(npy("|u1", [1, 1, 3], [0, 0, 0])) == [0, 0, 0])
    #expect(try levels(npy("|u1", [1, 1, 3], [0, 1, 1]), "0..255") == [0, 1, 1])
  }

  @Test func `the training images' range is that of all parts`() throws {
    let set = try NPZFile(
      path: folder.write(
        zipArchive([
          ("X_train.npy", npy("|u1", [1, 1, 2], [0, 200])), ("X_test.npy", npy("|u1", [1, 1, 2], [0, 1])),
        ]), "set.npz")
    ).load()
    #expect(try set.test?.pixels(at: 0) == [0, 1])
    #expect(try set.training.pixels(at: 0) == [0, 200])
  }

  @Test(arguments: [
    ([-1, 0, 1] as [Float], "((x + 1) * 127.5)", "--value-range -1..1"), ([-0.5, 0.5], "-0.5..0.5", "+ 0.5"),
    ([0, 1.02], "numpy.clip(x, 0, 1)", "--value-range"), ([-2.1, 2.6], "x * std + mean", "--value-range -2.1..2.6"),
    ([0.5, 200], "--value-range 0..255", "white"), ([0, 1000], "x >> 2", "0..1023"),
    ([0, .infinity], "nan_to_num", "not finite"),
  ])
  func `any other range is refused with the cure for it`(values: [Float], cure: String, other: String) throws {
    let error = try #require(throws: ImageFileError.self) { try levels(Self.floats(values)) }
    #expect(error.code == .badValue)
    #expect(error.description.contains(cure), "\(error)")
    #expect(error.description.contains(other), "\(error)")
  }

  @Test(arguments: [(4095, 12, 4), (65535, 16, 8), (300, 10, 2)])
  func `integers of more than 8 bits are refused with their shift`(maximum: Int, bits: Int, shift: Int) throws {
    let bytes = npy("<u2", [1, 1, 2], raw([UInt16(0), UInt16(maximum)].map(\.littleEndian)))
    let error = try #require(throws: ImageFileError.self) { try levels(bytes) }
    #expect(error.description.contains("x >> \(shift)"), "\(error)")
    #expect(try levels(bytes, "0..\(maximum)") == [0, 255])
  }

  @Test func `a stated range holds for every type`() throws {
    #expect(try levels(Self.floats([-1, 0, 1, 2]), "-1..1") == [0, 128, 255, 255])
    #expect(try levels(npy("|i1", [1, 1, 3], [0x80, 0, 0x7F]), "-128..127") == [0, 128, 255])
    #expect(try levels(npy("|u1", [1, 1, 3], [0, 8, 16]), "0..16") == [0, 128, 255])
    #expect(throws: ImageFileError.self) { try levels(Self.floats([0, .nan])) }
    for text in ["", "1", "0..", "1..0", "0..0", "0..nan", "0..inf", "a..b"] { #expect(ValueRange(text) == nil) }
    for text in ["-1..1", "0..65535", "0.25..0.5"] { #expect(ValueRange(text)?.description == text) }
  }

  @Test func `half precision is read`() throws {
    let values: [UInt16] = [0, 0x3C00, 0x3800, 0x0001, 0x3400]
    let bytes = npy("<f2", [1, 1, 5], raw(values.map(\.littleEndian)))
    #expect(try levels(bytes) == [0, 255, 128, 0, 64])
    #expect(throws: ImageFileError.self) { try levels(npy("<f2", [1, 1, 1], raw([UInt16(0x7C00).littleEndian]))) }
  }

  @Test func `rows of pixels need their shape`() throws {
    let bytes = npy("|u1", [2, 784], noise(2 * 784))
    let path = try folder.write(bytes, "rows.npy")
    let error = try #require(throws: ImageFileError.self) { try NPYFile(path: path).images() }
    #expect(error.description.contains("--image-shape 28x28"), "\(error)")
    var reading = ImageReading()
    reading.rowShape = RowShape("28x28")
    let images = try NPYFile(path: path).images(reading: reading)
    #expect(images.shape == ImageShape(channels: 1, height: 28, width: 28))
    #expect(try images.pixels(at: 1) == Array(noise(2 * 784)[784...]))
    reading.rowShape = RowShape("32x32x3")
    #expect(throws: ImageFileError.self) { try NPYFile(path: path).images(reading: reading) }
    let colour = try folder.write(npy("|u1", [1, 12], Array(0..<12)), "colour.npy")
    reading.rowShape = RowShape("2x2x3")
    #expect(try NPYFile(path: colour).images(reading: reading).pixels(at: 0) == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
    reading.rowShape = RowShape("3x2x2")
    #expect(try NPYFile(path: colour).images(reading: reading).pixels(at: 0) == Array(0..<12))
  }

  @Test(arguments: ["imgs", "X", "IMAGES", "X_train", "train_x", "Data"])
  func `arrays of images have many names`(name: String) throws {
    let path = try folder.write(zipArchive([("\(name).npy", npy("|u1", [2, 2, 3], noise(12)))]), "set.npz")
    #expect(try NPZFile(path: path).load().training.count == 2)
  }

  @Test func `labels that are not class numbers are left out`() throws {
    let images = npy("|u1", [2, 2, 3], noise(12))
    let cases: [([UInt8], [Int32]?)] = [
      (npy("<f4", [2], raw([Float(0.5), 1].map(\.bitPattern.littleEndian))), nil), (npy("|i1", [2], [1, 255]), nil),
      (npy("|u1", [2, 2], [0, 1, 1, 0]), [1, 0]), (npy("|u1", [2, 2], [1, 1, 0, 1]), nil),
    ]
    for (labels, expected) in cases {
      let path = try folder.write(zipArchive([("x.npy", images), ("y.npy", labels)]), "set.npz")
      var reading = ImageReading()
      let count = NoteCount()
      reading.note = count.add
      #expect(try NPZFile(path: path).load(reading: reading).training.labels == expected)
      #expect(count.count == (expected == nil ? 1 : 0))
    }
  }

  @Test func `an IDX file of zeros and ones is black and white`() throws {
    let path = try folder.write(idx([1, 1, 3], [0, 1, 1]), "x-idx3-ubyte")
    #expect(try IDXFile(path: path).images().pixels(at: 0) == [0, 255, 255])
  }
}

private final class NoteCount: Sendable {
  private let total = Mutex(0)
  var count: Int { total.withLock { $0 } }
  @Sendable func add(_: String) { total.withLock { $0 += 1 } }
}
