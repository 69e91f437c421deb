import Autoencoders
import ImageData
import Tensors

/// Training images in the units that the network sees.
struct ScaledImages: TrainingImages {
  private let subset: ImageSubset
  private let scaling: PixelScaling

  init(_ subset: ImageSubset, scaling: PixelScaling) { (self.subset, self.scaling) = (subset, scaling) }

  var count: Int { subset.count }
  var shape: ImageShape { subset.images.shape }

  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) throws {
    let feed = ImageFeed(subset, batchSize: 256)
    while let batch = try feed.next() {
      let bytes = batch.bytesPerImage
      let numbers = [Float](unsafeUninitializedCapacity: batch.count * bytes) { buffer, initialized in
        batch.withExtendedMemory {
          for (place, index) in batch.indices.enumerated() {
            let image = batch.baseAddress + Int(index) * bytes
            for i in 0..<bytes {
              buffer.initializeElement(at: place * bytes + i, to: Float(image[i]) * scaling.scale + scaling.offset)
            }
          }
        }
        initialized = batch.count * bytes
      }
      try numbers.withUnsafeBufferPointer { try body($0, batch.count) }
    }
  }
}
