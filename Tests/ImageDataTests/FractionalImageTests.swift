import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

/// Images of levels that are not rounded, on their way into batches.
struct FractionalImageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let shape = ImageShape(channels: 3, height: 6, width: 5)

  /// Eleven images of 3 x 6 x 5, between the levels.
  private func images(_ file: String = "x.npy") throws -> any ImageSource {
    let numbers = (0..<11 * Self.shape.elements).map { Float(($0 * 7919) % 10_007) / 10_007 }
    let bytes = npy("<f4", [11, 3, 6, 5], raw(numbers.map(\.bitPattern.littleEndian)))
    return try ImageCollection.open(folder.write(bytes, file)).training
  }

  @Test(arguments: [1, 3])
  func `a feed delivers them as they are`(threads: Int) throws {
    let images = try images()
    var reading = ImageReading()
    reading.threads = threads
    #expect(try reading.loaded(images, badImages: BadImageLog()) === images)
    let batches = Batches(shuffling: ImageSubset(images), batchSize: 4, seed: 3, epoch: 1)
    let feed = ImageFeed(images, batches[...], reading: reading)
    var position = 0
    while let batch = try feed.next() {
      for (place, index) in zip(batch.indices, batches[position]) {
        #expect(try batch.levels(place) == images.levels(at: Int(index)))
      }
      position += 1
    }
    #expect(position == 3)
  }

  @Test(arguments: [
    "flip=both", "quarter-rotation=all", "crop=3x4", "rotation=20", "rescale=0.2", "contrast=0.5", "hsv=0.02,0.04,0.06",
  ])
  func `augmentations of them round to those of bytes`(text: String) throws {
    let shape = text == "quarter-rotation=all" ? ImageShape(channels: 3, height: 6, width: 6) : Self.shape
    let augmenter = try Augmenter(try Augmentations(text), shape: shape, seed: 3)
    let bytes = noise(shape.elements)
    for index in 0..<20 {
      let varied = augmenter.varied(bytes, index: index, epoch: 2)
      var levels = [Float](repeating: 0, count: varied.count)
      bytes.map { Float($0) }.withUnsafeBufferPointer { from in
        levels.withUnsafeMutableBufferPointer { augmenter.vary(from, index: index, epoch: 2, into: $0) }
      }
      #expect(zip(levels, varied).allSatisfy { abs($0 - Float($1)) <= 0.5001 })
      #expect(levels.allSatisfy { (0...255.001).contains($0) })
    }
  }

  @Test func `noise is not rounded, and has its deviation`() throws {
    let shape = ImageShape(channels: 1, height: 300, width: 300)
    let augmenter = try Augmenter(try Augmentations("noise=0.001"), shape: shape, seed: 3)
    let grey = [Float](repeating: 100.25, count: shape.elements)
    var noisy = grey
    grey.withUnsafeBufferPointer { from in
      noisy.withUnsafeMutableBufferPointer { augmenter.vary(from, index: 1, epoch: 0, into: $0) }
    }
    let differences = noisy.map { Double($0) - 100.25 }
    let mean = differences.reduce(0, +) / Double(differences.count)
    let variance = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
    #expect(abs(mean) < 0.005 && abs(variance.squareRoot() - 0.255) < 0.003)
    #expect(Set(noisy).count > 10_000)
  }

  @Test func `the middle of each image is cut out without rounding`() throws {
    let images = try images()
    let middle = try images.centred(PixelSize(width: 3, height: 2))
    #expect(middle.hasFractions)
    let (whole, window) = try (images.levels(at: 4), middle.levels(at: 4))
    for c in 0..<3 {
      for y in 0..<2 {
        for x in 0..<3 { #expect(window[(c * 2 + y) * 3 + x] == whole[(c * 6 + y + 2) * 5 + x + 1]) }
      }
    }
  }

  @Test func `TIFFs of floating numbers in a stated range are kept`() throws {
    try FileManager.default.createDirectory(atPath: folder("tiffs"), withIntermediateDirectories: true)
    for (name, numbers) in [("a", [0, 0.3, 1] as [Float]), ("b", [0.1, 0.7001, 0.7])] {
      let bytes = tiff(width: 3, height: 1, bits: 32, format: 3, raw(numbers.map(\.bitPattern.littleEndian)))
      try folder.write(bytes, "tiffs/\(name).tif")
    }
    var reading = ImageReading()
    reading.preparation.valueRange = ValueRange("0..1")
    let images = try ImageCollection.open(folder("tiffs"), reading: reading).training
    #expect(images.hasFractions)
    #expect(try zip(images.levels(at: 1), [25.5, 178.5255, 178.5]).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(try images.pixels(at: 1) == [26, 179, 179])
    let feed = ImageFeed(ImageSubset(images), batchSize: 2)
    #expect(try feed.next()?.levels(0) == images.levels(at: 0))
    reading.preparation.size = PixelSize(width: 2, height: 2)
    #expect(try !ImageCollection.open(folder("tiffs"), reading: reading).training.hasFractions)
  }

  @Test func `a survey measures them`() throws {
    let images = try images()
    let survey = ImageSurvey(of: images, threads: 2)
    let green = try (0..<11).flatMap { try images.levels(at: $0)[30..<60] }.map { Double($0) / 255 }
    let mean = green.reduce(0, +) / Double(green.count)
    let variance = green.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(green.count)
    #expect(abs(survey.means[1] - mean) < 1e-5 && abs(survey.deviations[1] - variance.squareRoot()) < 1e-5)
  }
}
