import ImageFormats
public import ImageShapes

extension ImageAugmentation {
  /// The augmentation of a training epoch; each pass over the images has its own draws, like an epoch.
  ///
  /// - Parameters:
  ///   - augmentations: the augmentations.
  ///   - shape: the shape of the original images.
  ///   - epoch: the epoch, from 0.
  ///   - passes: the number of passes over the images in an epoch.
  ///   - seed: determines all draws.
  /// - Throws: ``AugmentationError`` when the augmentations do not fit the shape.
  public init(
    _ augmentations: Augmentations, of shape: ImageShape, epoch: Int, passes: Int = 1, seed: UInt64
  ) throws(AugmentationError) {
    self.init(try Augmenter(augmentations, shape: shape, seed: seed), epoch: epoch, passes: passes)
  }

  /// The augmentation of a training epoch.
  ///
  /// - Parameters:
  ///   - augmenter: augments the images.
  ///   - epoch: the epoch, from 0.
  ///   - passes: the number of passes over the images in an epoch.
  public init(_ augmenter: Augmenter, epoch: Int, passes: Int = 1) {
    self.init(shape: augmenter.outputShape) { source in
      if source.hasFractions {
        return { index, pass, result in
          let result = result.bindMemory(to: Float.self)
          try source.withLevels(at: index) {
            augmenter.vary($0, index: index, epoch: epoch * passes + pass, into: result)
          }
        }
      }
      return { index, pass, result in
        let result = result.bindMemory(to: UInt8.self)
        try source.withPixels(at: index) {
          augmenter.vary($0, index: index, epoch: epoch * passes + pass, into: result)
        }
      }
    }
  }
}

extension ImageSource {
  /// Calls `body` with the pixels of the image at `index`, `[c, h, w]`; without a copy if they are in memory.
  func withPixels<R>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) throws -> R {
    if let images = self as? ImageSet {
      return try images.withPixels {
        try body(UnsafeBufferPointer(rebasing: $0[index * bytesPerImage..<(index + 1) * bytesPerImage]))
      }
    }
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytesPerImage) { pixels in
      // Pixels that the source skips are black.
      pixels.initialize(repeating: 0)
      try read(index, into: pixels)
      return try body(UnsafeBufferPointer(pixels))
    }
  }

  /// Calls `body` with the levels of the image at `index`, `[c, h, w]`.
  func withLevels<R>(at index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> R) throws -> R {
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.elements) { levels in
      levels.initialize(repeating: 0)
      try readLevels(index, into: levels)
      return try body(UnsafeBufferPointer(levels))
    }
  }
}
