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

  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) rethrows {
    let bytes = subset.images.bytesPerImage
    for batch in Batches(inOrder: subset, batchSize: 256) {
      let numbers = [Float](unsafeUninitializedCapacity: batch.count * bytes) { buffer, initialized in
        var at = 0
        for index in batch {
          let image = subset.images.baseAddress + Int(index) * bytes
          for i in 0..<bytes {
            buffer.initializeElement(at: at, to: Float(image[i]) * scaling.scale + scaling.offset)
            at += 1
          }
        }
        initialized = at
      }
      try numbers.withUnsafeBufferPointer { try body($0, batch.count) }
    }
  }
}
