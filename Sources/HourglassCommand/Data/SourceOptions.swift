import ArgumentParser
import Foundation
import Hourglass
import ImageShapes

/// The images that a command reads.
struct SourceOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A data set's name, or a path: a folder of pictures, a list, a database, a dataset.yaml, IDX, CIFAR, NumPy.",
      valueName: "source"))
  var source: String

  @OptionGroup var dataRoot: DataRootOption

  @OptionGroup(title: "Reading") var options: ReadingOptions

  /// Opens the images.
  func collection() throws -> ImageCollection { try collection(options.reading) }

  /// Opens the images; without --resize, all are resized to the size of the first.
  ///
  /// `needsSize` is true where training would need --resize for that.
  func collectionOfAllSizes() throws -> (collection: ImageCollection, needsSize: Bool) {
    let collection = try collection()
    guard collection.size == nil, [.folder, .list, .lmdb].contains(collection.kind) else { return (collection, false) }
    var reading = options.reading
    let shape = collection.training.shape
    reading.preparation.size = PixelSize(width: shape.width, height: shape.height)
    return (try self.collection(reading), true)
  }

  /// Opens the images, also where none of them can be read; such are given a size and colours.
  func collectionOfAnyImages() throws -> ImageCollection {
    do {
      return try collectionOfAllSizes().collection
    } catch {
      var reading = options.reading
      reading.preparation.size = reading.preparation.size ?? PixelSize(width: 8, height: 8)
      reading.preparation.colour = reading.preparation.colour ?? .rgb
      guard let collection = try? collection(reading) else { throw error }
      return collection
    }
  }

  private func collection(_ reading: ImageReading) throws -> ImageCollection {
    try DatasetCatalogue.standard.collection(
      source, dataRoot: dataRoot.folder, environment: ProcessInfo.processInfo.environment, reading: reading)
  }

  /// Opens the images, in memory where they fit.
  func dataset(split: ValidationSplit? = nil, seed: UInt64 = 0) throws -> Dataset {
    try DatasetCatalogue.standard.load(
      source, dataRoot: dataRoot.folder, environment: ProcessInfo.processInfo.environment, split: split, seed: seed,
      reading: options.reading)
  }
}

/// A data set, or a selection of its images, that cannot be used.
struct DataCommandError: ReportedError {
  enum Code { case missingPart, unknownLabel, noImages, channels, noFolder }
  let code: Code
  let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
