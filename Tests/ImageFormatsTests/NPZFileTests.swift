import Diagnostics
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct NPZFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ arrays: [(name: String, bytes: [UInt8])]) throws -> NPZImages {
    try NPZFile(path: folder.write(zipArchive(arrays), "set.npz")).load()
  }

  private static func images(_ count: Int, seed: UInt32 = 1) -> [UInt8] {
    npy("|u1", [count, 2, 3], noise(count * 6, seed: seed))
  }

  @Test func `Keras's names are training and test`() throws {
    let set = try load([
      ("y_test.npy", npy("|u1", [1], [4])), ("x_test.npy", Self.images(1, seed: 2)), ("x_train.npy", Self.images(2)),
      ("y_train.npy", npy("<i8", [2], raw([Int64(7), 8]))),
    ])
    #expect(set.training.count == 2)
    #expect(set.training.labels == [7, 8])
    #expect(try set.training.pixels(at: 1) == Array(noise(12)[6...]))
    #expect(try set.test?.pixels(at: 0) == noise(6, seed: 2))
    #expect(set.test?.labels == [4])
    #expect(set.validation == nil)
  }

  @Test func `MedMNIST's names have a validation part`() throws {
    let set = try load([
      ("train_images.npy", Self.images(2)), ("val_images.npy", Self.images(1)), ("test_images.npy", Self.images(1)),
      ("train_labels.npy", npy("|u1", [2, 1], [0, 1])), ("val_labels.npy", npy("|u1", [1, 1], [1])),
    ])
    #expect(set.training.labels == [0, 1])
    #expect(set.validation?.labels == [1])
    #expect(set.test?.labels == nil)
  }

  @Test(arguments: ["images", "x", "data", "arr_0"])
  func `one array has one of the usual names`(_ name: String) throws {
    let set = try load([("\(name).npy", Self.images(2)), ("y.npy", npy("|u1", [2], [5, 6])), ("note.txt", [65])])
    #expect(set.training.labels == [5, 6])
    #expect(set.test == nil)
  }

  @Test func `wrong files are one clear error`() throws {
    let none = try #require(throws: ImageFileError.self) { try load([("weights.npy", Self.images(1))]) }
    #expect(none.code == .empty)
    #expect(none.description.contains("got weights"))
    let short = try #require(throws: ImageFileError.self) {
      try load([("x.npy", Self.images(2)), ("y.npy", npy("|u1", [1], [5]))])
    }
    #expect(short.code == .labelCount)
    let shape = try #require(throws: ImageFileError.self) {
      try load([("x_train.npy", Self.images(2)), ("x_test.npy", npy("|u1", [1, 3, 3], noise(9)))])
    }
    #expect(shape.code == .mixedShapes)
    let validation = try #require(throws: ImageFileError.self) {
      try load([("x_train.npy", Self.images(2)), ("x_val.npy", npy("|u1", [1, 3, 3], noise(9)))])
    }
    #expect(validation.code == .mixedShapes)
    let cut = try #require(throws: ImageFileError.self) { try load([("x.npy", Self.images(2).dropLast())]) }
    #expect(cut.code == .truncated)
    #expect(cut.description.hasPrefix("\(folder("set.npz")), x.npy: "))
    let text = try #require(throws: ImageFileError.self) {
      try NPZFile(path: folder.write(Array("hello".utf8), "text.npz")).load()
    }
    #expect(text.code == .wrongFormat)
  }

  @Test func `a damaged byte is noticed by the archive's checksum`() throws {
    var bytes = zipArchive([("x.npy", Self.images(2))])
    bytes[150] ^= 1
    let path = try folder.write(bytes, "damaged.npz")
    let error = try #require(throws: ImageFileError.self) { try NPZFile(path: path).load() }
    #expect(error.code == .corrupt)
  }
}
