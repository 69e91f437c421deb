internal import CZLib
internal import Diagnostics
internal import Foundation
import ImageFormats

/// A folder with files named as MNIST's: training images and, if present, labels and test files.
struct MNISTFolder: Sendable {
  let path: String
  let trainingImages: IDXFile
  let trainingLabels: IDXFile?
  let testImages: IDXFile?
  let testLabels: IDXFile?

  /// The name of the required file, for messages.
  static let trainingImagesName = "train-images-idx3-ubyte[.gz]"

  /// The folder at `path`; nil if it has no training images.
  init?(path: String) {
    guard let trainingImages = Self.file("train-images", in: path, dimensions: [3, 4]) else { return nil }
    self.path = path
    self.trainingImages = trainingImages
    trainingLabels = Self.file("train-labels", in: path, dimensions: [1])
    testImages = Self.file("t10k-images", in: path, dimensions: [3, 4])
    testLabels = Self.file("t10k-labels", in: path, dimensions: [1])
  }

  private static func file(_ stem: String, in folder: String, dimensions: [Int]) -> IDXFile? {
    for number in dimensions {
      for joint in ["-", "."] {
        for suffix in ["", ".gz"] {
          let path = "\(folder)/\(stem)\(joint)idx\(number)-ubyte\(suffix)"
          if FileManager.default.fileExists(atPath: path) { return IDXFile(path: path) }
        }
      }
    }
    return nil
  }

  /// The data set among `known` with the folder's training labels; nil for another.
  func recognized(among known: [KnownDataset]) -> KnownDataset? {
    guard let labels = try? trainingLabels?.labels() else { return nil }
    let checksum = UInt32(crc32_z(0, labels, labels.count))
    return known.first { $0.hasLabels(checksum) }
  }

  /// Reads the training images, and the header of the test images.
  ///
  /// - Throws: ``ImageFileError``, ``DatasetError``.
  func load(
    name: String, split: ValidationSplit, seed: UInt64, needsTest: Bool, reading: ImageReading
  ) throws -> Dataset {
    if needsTest, testImages == nil {
      throw DatasetError(
        .incomplete, "\(name) lacks its test images", place: path, expected: "t10k-images-idx3-ubyte[.gz]",
        cure: "add the file, or give the path of the training images alone")
    }
    try DatasetError.checkHasOnlyFineLabels(path, reading)
    let badImages = BadImageLog()
    let names = try reading.namesOfClasses()
    // The test files first: their errors show before the training images are inflated.
    let test = try testImages.map { file in
      let header = try file.imagesHeader()
      let labels = testLabels
      try ImageFileError.check(
        "test", shape: header.imageShape, against: trainingImages.imagesHeader().imageShape, of: path)
      return DeferredImages(
        count: header.count, shape: reading.preparation.shape(of: header.imageShape), reading: reading,
        badImages: badImages
      ) {
        try reading.loaded(
          reading.finishing(names)(file.images(name: "\(name) test", labels: labels?.labels())), badImages: badImages)
      }
    }
    let images = try trainingImages.images(name: "\(name) training", labels: trainingLabels?.labels())
    return try Dataset(
      name: name, images: reading.loaded(reading.finishing(names)(images), badImages: badImages), split: split,
      seed: seed,
      test: test, reading: reading, badImages: badImages)
  }
}
