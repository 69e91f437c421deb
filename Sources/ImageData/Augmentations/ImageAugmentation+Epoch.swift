import ImageFormats
public import ImageShapes

extension ImageAugmentation {
  /// Images of this `shape` as epoch `epoch` of training has them.
  ///
  /// An epoch of several `passes` over the same images varies them anew in each, as so many epochs would.
  /// - Throws: ``AugmentationError`` when images of this `shape` cannot be varied so.
  public init(
    _ augmentations: Augmentations, of shape: ImageShape, epoch: Int, passes: Int = 1, seed: UInt64
  ) throws(AugmentationError) {
    self.init(try Augmenter(augmentations, shape: shape, seed: seed), epoch: epoch, passes: passes)
  }

  /// Images as epoch `epoch` of training has them, which passes over them `passes` times.
  public init(_ augmenter: Augmenter, epoch: Int, passes: Int = 1) {
    self.init(shape: augmenter.outputShape) { source in
      { index, pass, result in
        try source.withPixels(at: index) {
          augmenter.vary($0, index: index, epoch: epoch * passes + pass, into: result)
        }
      }
    }
  }
}

extension ImageSource {
  /// Calls `body` with the pixels of the image at `index`, `[c, h, w]`: where they lie, or read for the call.
  func withPixels<R>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) throws -> R {
    if let images = self as? ImageSet {
      return try images.withPixels {
        try body(UnsafeBufferPointer(rebasing: $0[index * bytesPerImage..<(index + 1) * bytesPerImage]))
      }
    }
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytesPerImage) { pixels in
      // Whatever the source leaves out is black, not what the memory held.
      pixels.initialize(repeating: 0)
      try read(index, into: pixels)
      return try body(UnsafeBufferPointer(pixels))
    }
  }
}
