import Autoencoders
package import ImageData
import ImageFormats
package import ImageShapes
import Tensors

/// Training images as scaled pixels.
package struct ScaledImages: TrainingImages {
  private let subset: ImageSubset
  private let scaling: PixelScaling
  static let batchSize = 256

  package init(_ subset: ImageSubset, scaling: PixelScaling) { (self.subset, self.scaling) = (subset, scaling) }

  package var count: Int { subset.count }
  package var shape: ImageShape { subset.images.shape }

  /// The pixels of all images, `[n, c, h, w]`, without images that cannot be read and are skipped.
  package func pixels() throws -> [Float] {
    var all: [Float] = []
    all.reserveCapacity(count * shape.elements)
    try forEachBatch { pixels, _ in all += Array(pixels) }
    return all
  }

  package func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) throws {
    let feed = ImageFeed(subset, batchSize: Self.batchSize)
    while let batch = try feed.next() {
      let elements = batch.pixelsPerImage
      let numbers = [Float](unsafeUninitializedCapacity: batch.count * elements) { buffer, initialized in
        guard let first = buffer.baseAddress else { return }
        batch.withExtendedMemory {
          for (place, index) in batch.indices.enumerated() {
            let (from, target) = (Int(index) * elements, first + place * elements)
            switch batch.pixels {
            case .bytes(let base):
              HostNumbers.scale(base + from, count: elements, by: scaling.scale, plus: scaling.offset, to: target)
            case .levels(let base, let factor, let summand):
              HostNumbers.scale(base + from, count: elements, by: factor, plus: summand, to: target)
              HostNumbers.scale(target, count: elements, by: scaling.scale, plus: scaling.offset, to: target)
            }
          }
        }
        initialized = batch.count * elements
      }
      try numbers.withUnsafeBufferPointer { try body($0, batch.count) }
    }
  }
}

/// Training images as the model sees them, scaled and normalized.
struct ModelImages: TrainingImages {
  private let images: ScaledImages
  private let program: any PreparedProgram
  private let seen: TensorResult
  private let parameters: any DeviceVector

  /// The images of `subset` for `model`, normalized by the statistics in `parameters`.
  init(
    _ subset: ImageSubset, scaling: PixelScaling, for model: TracedModel, _ parameters: any DeviceVector,
    executor: any TensorExecutor
  ) throws {
    images = ScaledImages(subset, scaling: scaling)
    let (normalization, seen) = try model.normalization()
    program = executor.prepare(normalization, capacity: ScaledImages.batchSize)
    self.seen = seen
    self.parameters = parameters
  }

  var count: Int { images.count }
  var shape: ImageShape { images.shape }

  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) throws {
    try images.forEachBatch { pixels, count in
      guard let base = pixels.baseAddress else { return }
      program.run(count: count, feeds: ["images": .floats(base)], parameters: parameters, gradients: nil)
      try program.values(of: seen).withUnsafeBufferPointer { try body($0, count) }
    }
  }
}
