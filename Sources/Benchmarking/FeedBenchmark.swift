package import CPUEngine
import Foundation
package import ImageData
import ImageFormats
import ImageShapes
import Tensors
import Training

/// The throughput of a data set: images read, decoded and prepared, and scaled to floats.
package struct FeedBenchmark: Codable, Hashable, Sendable {
  /// The name of the images.
  package var source: String
  /// The images of a batch, and the bytes of an image.
  package var batch: Int
  package var bytesPerImage: Int
  /// Whether the images are in memory.
  package var isInMemory: Bool
  /// Images read, decoded and resized per second, by all threads together.
  package var imagesPerSecond: Double
  /// The throughput in megabytes (10⁶ bytes) of pixels per second.
  package var megabytesPerSecond: Double
  /// Images per second including the scaling of batches to floats.
  package var floatImagesPerSecond: Double

  /// Reads random batches for some seconds, and again with scaling to floats.
  ///
  /// - Parameters:
  ///   - subset: The images.
  ///   - batchSize: The number of images of a batch.
  ///   - seconds: The length of each measurement.
  ///   - executor: Scales the bytes to floats.
  /// - Throws: why an image cannot be read.
  package init(_ subset: ImageSubset, batchSize: Int, seconds: Double, executor: CPUExecutor) throws {
    let shape = subset.images.shape
    let graph = Graph(parameters: ParameterTable([]))
    let floats = TensorResult(1 * graph.input("images", shape.dimensions))
    let program = executor.prepare(try Program(graph, tensors: [floats]), capacity: min(batchSize, subset.count))
    let parameters = executor.makeVector(count: 0)
    var checksum: UInt8 = 0
    let read = try Self.rate(subset, batchSize, seconds) { batch in
      // Images in memory are read here, as a step would read them.
      batch.withExtendedMemory {
        guard case .bytes(let pixels) = batch.pixels else { return }
        for index in batch.indices {
          let image = pixels + Int(index) * batch.pixelsPerImage
          for at in stride(from: 0, to: batch.pixelsPerImage, by: 64) { checksum &+= image[at] }
        }
      }
    }
    let scaled = try Self.rate(subset, batchSize, seconds) { batch in
      program.run(batch, scaling: .unit, parameters: parameters, gradients: nil, at: RunPosition())
    }
    source = subset.images.name
    batch = batchSize
    bytesPerImage = shape.elements * (subset.images.hasFractions ? MemoryLayout<Float>.size : 1)
    isInMemory = subset.images is ImageSet
    imagesPerSecond = read
    megabytesPerSecond = read * Double(bytesPerImage) / 1e6
    floatImagesPerSecond = scaled
    withExtendedLifetime(checksum) {}
  }

  /// Images per second, over at least `seconds`.
  private static func rate(
    _ subset: ImageSubset, _ batchSize: Int, _ seconds: Double, _ body: (ImageBatch) -> Void
  ) throws -> Double {
    let clock = ContinuousClock()
    var (images, epoch) = (0, 0)
    let begin = clock.now
    while (clock.now - begin).seconds < seconds {
      let batches = Batches(shuffling: subset, batchSize: batchSize, seed: 0, epoch: epoch)
      let feed = ImageFeed(subset.images, batches[...], reading: subset.reading, badImages: subset.badImages)
      while let batch = try feed.next() {
        body(batch)
        images += batch.count
        if (clock.now - begin).seconds >= seconds { break }
      }
      epoch += 1
    }
    return Double(images) / (clock.now - begin).seconds
  }
}
