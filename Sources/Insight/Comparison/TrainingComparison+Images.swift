import Autoencoders
public import ImageData
import ImageFormats
import ImageShapes
public import Pictures
public import Tensors
public import Training

extension TrainingComparison {
  /// Measures the mean image, and PCA with each run's dimension of the code, on the validation images of `run`.
  ///
  /// They are measured once and saved beside the runs.
  ///
  /// - Throws: why an image cannot be read.
  public mutating func measureYardsticks(on run: Run, executor: any TensorExecutor) throws {
    guard run.dataset.validation.count > 0 else { return }
    for size in runs.map(\.codeSize) {
      let (metrics, missing) = try run.yardsticks(codeSize: size, on: .validation, executor: executor)
      yardsticks += metrics.filter { !yardsticks.map(\.name).contains($0.name) }
      notes += missing.filter { !notes.contains($0) }
    }
  }

  /// The same images side by side: a row of originals, and a row of each run's reconstructions.
  ///
  /// A run whose images have another shape, or whose checkpoint is missing or cannot be used, is left out, which ``notes``
  /// say.
  ///
  /// - Parameters:
  ///   - images: The images, of the shape of the first run's.
  ///   - runs: The compared runs.
  ///   - executor: Runs the models.
  /// - Returns: the picture; nil for images of other than 1 or 3 channels.
  /// - Throws: why an image cannot be read.
  public mutating func picture(
    of images: ImageSubset, by runs: [TrainedRun], executor: any TensorExecutor
  ) throws -> Picture? {
    let shape = images.images.shape
    guard Picture.Colour(rawValue: shape.channels) != nil else {
      notes.append("images of \(shape.channels) channels are not drawn")
      return nil
    }
    var rows = [("originals", try images.indices.map { try images.images.picture(at: Int($0)) })]
    for run in runs {
      guard run.model.image == shape else {
        notes.append("\(run.name) takes images of \(run.model.image), not \(shape), and is not drawn")
        continue
      }
      let parameters: any DeviceVector
      do {
        parameters = try run.parameters(on: executor)
      } catch let error as RunError {
        notes.append("\(run.name) is not drawn: \(error)")
        continue
      }
      let reconstructor = try Reconstructor(
        run.model, scaling: run.configuration.training.scaling, executor: executor)
      let pixels = try reconstructor.reconstruct(images, parameters: parameters)
      let pictures = stride(from: 0, to: pixels.count, by: shape.elements).map {
        Picture(planes: pixels[$0..<$0 + shape.elements], shape: shape)
      }
      rows.append((run.name, pictures))
    }
    return try CaptionedRows(rows.map { (caption: $0.0, pictures: $0.1) }).composed()
  }
}
