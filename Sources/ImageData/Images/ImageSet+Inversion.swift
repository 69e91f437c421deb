extension ImageSet {
  /// The images in negative: every byte b becomes 255 - b.
  ///
  /// DIGITS trained on black digits on white, where MNIST's files have them white on black.
  public func inverted() -> ImageSet {
    ImageSet(count: count, shape: shape, labels: labels, name: name, source: source) { target in
      withPixels { pixels in
        for i in pixels.indices { target[i] = 255 - pixels[i] }
      }
    }
  }
}

extension Dataset {
  /// The same data set in negative.
  public func inverted() -> Dataset {
    let images = training.images.inverted()
    let test = test.map { test in
      DeferredImages(count: test.count, shape: test.shape) { try test.load().images.inverted() }
    }
    return Dataset(
      name: name, split: split, training: ImageSubset(images, indices: training.indices),
      validation: ImageSubset(images, indices: validation.indices), test: test)
  }
}
