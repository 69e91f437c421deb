import Hourglass
import ImageShapes
import Tensors

extension Run {
  /// The images of `subset` above their reconstructions by the run's best checkpoint.
  func reconstructionPicture(of subset: ImageSubset, executor: any TensorExecutor) throws -> Picture {
    try trained.reconstructed(subset, executor: executor).picture()
  }

  /// The images of `part`; the validation images where there are no test images, and the training images where there are
  /// neither.
  func shownImages(of part: DatasetPart = .test) throws -> ImageSubset {
    var part = part
    if part == .test, dataset.test == nil { part = dataset.validation.count > 0 ? .validation : .train }
    return try images(of: part)
  }

  /// The first `count` of these images.
  func firstImages(_ count: Int, of part: DatasetPart = .test) throws -> ImageSubset {
    try shownImages(of: part).readable(count)
  }
}
