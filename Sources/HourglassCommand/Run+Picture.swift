import Hourglass

extension Run {
  /// The images of `subset` above their reconstructions by the run's best checkpoint.
  func reconstructionPicture(of subset: ImageSubset, executor: CPUExecutor) throws -> Picture {
    let reconstructor = try Reconstructor(model, scaling: configuration.training.scaling, executor: executor)
    let pixels = try reconstructor.reconstruct(subset, parameters: try trainedParameters())
    let reconstructions = stride(from: 0, to: pixels.count, by: model.image.elements).map {
      Picture(planes: pixels[$0..<$0 + model.image.elements], shape: model.image)
    }
    let originals = try subset.indices.map { try subset.images.picture(at: Int($0)) }
    return try ReconstructionGrid().composed(originals: originals, reconstructions: reconstructions)
  }

  /// The first `count` images of `part`; of the validation images where there are no test images, and of the training
  /// images where there are neither.
  func firstImages(_ count: Int, of part: DatasetPart = .test) throws -> ImageSubset {
    var part = part
    if part == .test, dataset.test == nil { part = dataset.validation.count > 0 ? .validation : .train }
    return try images(of: part).prefix(count)
  }
}
