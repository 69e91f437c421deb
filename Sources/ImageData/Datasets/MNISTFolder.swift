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
  /// The names of its classes by the names of its files; empty where these do not tell them.
  private let classNames: [String]

  /// The name of the required file, for messages.
  static let trainingImagesName = "train-images-idx3-ubyte[.gz]"

  /// The folder at `path`; nil if it has no training images, or those of several data sets.
  ///
  /// `looksInside` extends the search to the sub-folders that torchvision makes.
  init?(path: String, looksInside: Bool = true) {
    let names = looksInside ? MNISTNames.all(at: path) : MNISTNames.inside(path)
    guard names.count == 1, let names = names.first, let trainingImages = names.trainingImages else { return nil }
    self.path = names.folder
    self.trainingImages = trainingImages
    (trainingLabels, testImages, testLabels) = (names.trainingLabels, names.testImages, names.testLabels)
    classNames = names.classNames
  }

  /// The data set among `known` with the folder's training labels; nil for another.
  func recognized(among known: [KnownDataset]) -> KnownDataset? {
    guard let labels = try? trainingLabels?.labels() else { return nil }
    let checksum = UInt32(crc32_z(0, labels, labels.count))
    return known.first { $0.hasLabels(checksum) }
  }

  /// The names of the classes by number: those of the data set among `known`, or EMNIST's; empty for another.
  func classNames(_ known: [KnownDataset]) -> [String] {
    guard let known = recognized(among: known) else { return classNames }
    return known.classNames
  }

  /// The class of each image in `file`; nil if they are not class numbers.
  ///
  /// - Throws: ``ImageFileError``.
  static func labels(_ file: IDXFile?, _ reading: ImageReading) throws -> [UInt8]? {
    var labels: [UInt8]?
    _ = try LabelPolicy.labels(note: reading.note) {
      labels = try file?.labels()
      return nil
    }
    return labels
  }

  /// The training images.
  ///
  /// - Throws: ``ImageFileError``.
  func training(name: String? = nil, classNames: [String], _ reading: ImageReading) throws -> ImageSet {
    try Self.images(trainingImages, trainingLabels, name: name, classNames: classNames, reading)
  }

  /// The test images; nil if there are none.
  ///
  /// - Throws: ``ImageFileError``.
  func test(classNames: [String], _ reading: ImageReading) throws -> ImageSet? {
    try testImages.map { try Self.images($0, testLabels, name: nil, classNames: classNames, reading) }
  }

  /// The images of `file` with their classes; `classNames` are theirs if there is one for each label.
  private static func images(
    _ file: IDXFile, _ labels: IDXFile?, name: String?, classNames: [String], _ reading: ImageReading
  ) throws -> ImageSet {
    let labels = try Self.labels(labels, reading)
    let isNamed = labels?.max().map { Int($0) < classNames.count } ?? false
    return try file.images(name: name, labels: labels, classNames: isNamed ? classNames : [], reading: reading)
  }

  /// Reads the training images, and the header of the test images.
  ///
  /// - Throws: ``ImageFileError``, ``DatasetError``.
  func load(
    name: String, classNames: [String], split: ValidationSplit, seed: UInt64, needsTest: Bool, reading: ImageReading
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
        let images = try Self.images(file, labels, name: "\(name) test", classNames: classNames, reading)
        return try reading.loaded(reading.finishing(names)(images), badImages: badImages)
      }
    }
    let images = try training(name: "\(name) training", classNames: classNames, reading)
    return try Dataset(
      name: name, images: reading.loaded(reading.finishing(names)(images), badImages: badImages), split: split,
      seed: seed,
      test: test, reading: reading, badImages: badImages)
  }
}
