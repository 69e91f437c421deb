import ImageFormats

extension Dataset {
  /// The same data set in negative.
  public func inverted() -> Dataset {
    let images = training.images.inNegative()
    let test = test.map { test in
      DeferredImages(
        count: test.count, shape: test.shape, reading: training.reading, badImages: training.badImages
      ) { try test.load().images.inNegative() }
    }
    // Validation images are mostly some of the same source.
    let held = validation.images === training.images ? images : validation.images.inNegative()
    func subset(_ images: any ImageSource, _ original: ImageSubset) -> ImageSubset {
      ImageSubset(images, indices: original.indices, reading: original.reading, badImages: original.badImages)
    }
    var dataset = Dataset(
      name: name, split: split, training: subset(images, training), validation: subset(held, validation), test: test)
    (dataset.meanFile, dataset.path) = (meanFile, path)
    return dataset
  }
}
