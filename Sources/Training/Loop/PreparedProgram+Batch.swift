import Autoencoders
package import ImageData
package import Tensors

extension PreparedProgram {
  /// Runs over the images of `batch`, scaled while they are read, with their classes where they are known.
  package func run(
    _ batch: ImageBatch, scaling: PixelScaling, parameters: FlatVector, gradients: FlatVector?,
    at position: RunPosition = RunPosition()
  ) {
    batch.withExtendedMemory {
      batch.indices.withUnsafeBufferPointer { indices in
        var feeds = [
          "images": Feed.bytes(
            base: batch.baseAddress, bytesPerSample: batch.bytesPerImage, indices: indices, scale: scaling.scale,
            offset: scaling.offset)
        ]
        guard let labels = batch.labels else {
          return run(count: batch.count, feeds: feeds, parameters: parameters, gradients: gradients, at: position)
        }
        labels.withUnsafeBufferPointer { labels in
          feeds[ImageLabels.inputName] = labels.baseAddress.map(Feed.floats)
          run(count: batch.count, feeds: feeds, parameters: parameters, gradients: gradients, at: position)
        }
      }
    }
  }
}
