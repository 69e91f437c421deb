import CPUEngine
import Hourglass
import ImageShapes

extension TrainedRun {
  /// The images of `subset`, each with its reconstruction by the run's best checkpoint.
  func reconstructed(
    _ subset: ImageSubset, executor: CPUExecutor
  ) throws -> [(original: Picture, reconstruction: Picture)] {
    let reconstructor = try Reconstructor(model, scaling: configuration.training.scaling, executor: executor)
    let pixels = try reconstructor.reconstruct(subset, parameters: parameters(on: executor))
    let size = model.image.elements
    return try subset.indices.enumerated().map { place, index in
      let planes = pixels[place * size..<(place + 1) * size]
      return (try subset.images.picture(at: Int(index)), Picture(planes: planes, shape: model.image))
    }
  }
}

extension Run {
  /// The images of `subset` above their reconstructions by the run's best checkpoint.
  func reconstructionPicture(of subset: ImageSubset, executor: CPUExecutor) throws -> Picture {
    let pairs = try trained.reconstructed(subset, executor: executor)
    return try ReconstructionGrid().composed(
      originals: pairs.map(\.original), reconstructions: pairs.map(\.reconstruction))
  }

  /// The first `count` images of `part`; of the validation images where there are no test images, and of the training
  /// images where there are neither.
  func firstImages(_ count: Int, of part: DatasetPart = .test) throws -> ImageSubset {
    var part = part
    if part == .test, dataset.test == nil { part = dataset.validation.count > 0 ? .validation : .train }
    return try images(of: part).readable(count)
  }
}
