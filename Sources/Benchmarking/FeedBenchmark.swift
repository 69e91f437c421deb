public import CPUEngine
import Foundation
public import ImageData
import ImageFormats
import ImageShapes
import Tensors
import Training

/// How fast images come from where they are to where a network reads them.
public struct FeedBenchmark: Codable, Hashable, Sendable {
  /// What the source is called.
  public var source: String
  /// How many images a batch has, and how many bytes an image.
  public var batch: Int
  public var bytesPerImage: Int
  /// Whether the images are in memory.
  public var isInMemory: Bool
  /// Images read, decoded and brought to their shape in a second, by all threads together.
  public var imagesPerSecond: Double
  /// The same in megabytes (10⁶ bytes) of pixels.
  public var megabytesPerSecond: Double
  /// Images a second when each batch is scaled to floats as well.
  public var floatImagesPerSecond: Double

  /// Reads random batches of `subset` for `seconds`, and again with scaling to floats.
  ///
  /// - Throws: why an image cannot be read.
  public init(_ subset: ImageSubset, batchSize: Int, seconds: Double, executor: CPUExecutor) throws {
    let shape = subset.images.shape
    let graph = Graph(parameters: ParameterTable([]))
    let floats = 1 * graph.input("images", shape.dimensions)
    let program = executor.prepare(
      try Program(graph, results: [("floats", floats)]), capacity: min(batchSize, subset.count))
    let parameters = FlatVector(count: 0)
    var checksum: UInt8 = 0
    let read = try Self.rate(subset, batchSize, seconds) { batch in
      // In-memory images are read here, as a step would.
      batch.withExtendedMemory {
        for index in batch.indices {
          let image = batch.baseAddress + Int(index) * batch.bytesPerImage
          for at in stride(from: 0, to: batch.bytesPerImage, by: 64) { checksum &+= image[at] }
        }
      }
    }
    let scaled = try Self.rate(subset, batchSize, seconds) { batch in
      program.run(batch, scaling: .unit, parameters: parameters, gradients: nil, at: RunPosition())
    }
    source = subset.images.name
    batch = batchSize
    bytesPerImage = shape.elements
    isInMemory = subset.images is ImageSet
    imagesPerSecond = read
    megabytesPerSecond = read * Double(bytesPerImage) / 1e6
    floatImagesPerSecond = scaled
    withExtendedLifetime(checksum) {}
  }

  /// Images a second over passes of at least `seconds` in all.
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
