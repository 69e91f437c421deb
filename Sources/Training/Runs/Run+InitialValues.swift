import Autoencoders
import Diagnostics
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
package import Tensors

extension Run {
  /// Sets the parameters that come from the images or from another run instead of a draw.
  package func initialize(_ state: inout TrainingState, executor: any TensorExecutor) throws {
    let scaling = configuration.training.scaling
    let scaled = ScaledImages(dataset.training, scaling: scaling)
    let parameters = state.parameters.hostCopy()
    set(try model.normalizer.values(from: scaled, mean: meanImage()), in: parameters)
    state.parameters.write(parameters)
    let images: any TrainingImages =
      model.normalizer.kind == .none
      ? scaled
      : try ModelImages(dataset.training, scaling: scaling, for: model, state.parameters, executor: executor)
    set(try model.model.values(from: images), in: parameters)
    try configuration.start?.load(into: parameters, table: model.parameters, runs: runs)
    state.parameters.write(parameters)
    if let decay = configuration.training.averaging {
      state.average = ParameterAverage(of: state.parameters, decay: decay, on: executor)
    }
  }

  /// The mean to subtract, `[c, h, w]` in scaled pixels; nil to compute it from the training images.
  ///
  /// The data set's own file is ignored where it has another shape.
  /// - Throws: `ImageFileError`; ``RunError`` when the file that the settings name has another shape.
  func meanImage() throws -> [Float]? {
    guard [.meanImage, .meanPixel].contains(configuration.training.normalization),
      let path = configuration.data.mean ?? dataset.meanFile
    else { return nil }
    let mean = try MeanFile(path: path).read()
    guard mean.shape == dataset.shape else {
      guard configuration.data.mean != nil else { return nil }
      throw RunError(
        .noImages,
        Report(
          "the mean has another shape than the images", place: path, expected: "\(dataset.shape)", got: "\(mean.shape)",
          cure: "leave --mean out to use the mean of the training images"))
    }
    let scaling = configuration.training.scaling
    return mean.values.map { (configuration.data.isInverted ? 255 - $0 : $0) * scaling.scale + scaling.offset }
  }

  private func set(_ values: [(parameter: Parameter, values: [Float])], in parameters: FlatVector) {
    for (parameter, values) in values {
      guard let range = model.parameters.range(of: parameter), range.count == values.count else {
        fatalError("\(values.count) values for a parameter \(parameter.dimensions)")
      }
      parameters.replace(range, by: values)
    }
  }
}
