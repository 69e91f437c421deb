import Autoencoders
package import ImageData
package import ImageShapes
package import Tensors

extension ImageBatch {
  /// Calls `body` with what a program reads of the batch: its images, scaled while they are read, and their classes where
  /// they are known.
  package func withFeeds<Result>(scaling: PixelScaling, _ body: (_ feeds: [String: Feed]) -> Result) -> Result {
    withExtendedMemory {
      indices.withUnsafeBufferPointer { indices in
        let images: Feed =
          switch pixels {
          case .bytes(let base):
            .bytes(
              base: base, bytesPerSample: pixelsPerImage, indices: indices, scale: scaling.scale,
              offset: scaling.offset)
          case .levels(let base, let factor, let summand):
            .scaledFloats(
              base: base, elementsPerSample: pixelsPerImage, indices: indices, scale: factor * scaling.scale,
              offset: summand * scaling.scale + scaling.offset)
          }
        var feeds = ["images": images]
        guard let labels else { return body(feeds) }
        return labels.withUnsafeBufferPointer { labels in
          feeds[ImageLabels.inputName] = labels.baseAddress.map(Feed.floats)
          return body(feeds)
        }
      }
    }
  }

  /// Calls `body` with the batch as programs read it.
  package func fed<Result>(scaling: PixelScaling, _ body: (FedBatch) -> Result) -> Result {
    withFeeds(scaling: scaling) { body(FedBatch(count: count, feeds: $0)) }
  }
}

extension PreparedProgram {
  /// Runs over the images of `batch`, scaled while they are read, with their classes where they are known.
  ///
  /// `others` feeds inputs other than images and classes.
  package func run(
    _ batch: ImageBatch, scaling: PixelScaling, parameters: any DeviceVector, gradients: (any DeviceVector)?,
    at position: RunPosition, others: [String: Feed] = [:]
  ) {
    batch.withFeeds(scaling: scaling) {
      let feeds = others.isEmpty ? $0 : $0.merging(others) { feed, _ in feed }
      run(count: batch.count, feeds: feeds, parameters: parameters, gradients: gradients, at: position)
    }
  }
}
