public import ImageData
public import Tensors
public import Training

extension TrainedRun {
  /// The dimensions of the codes of `images`, by their divergence from the prior for a normal code, else by variance.
  ///
  /// - Throws: `RunError` for images that the model cannot take.
  public func unitOrder(on images: ImageSubset, executor: any TensorExecutor) throws -> UnitOrder {
    let training = configuration.training
    let measurer = Measurer(scaling: training.scaling, seed: training.seed, executor: executor)
    let measured = try measurer.measure(model, images, parameters: parameters(on: executor))
    let codes = try codes(of: images, executor: executor)
    return UnitOrder(codes: codes.codes, size: codes.size, divergences: measured?.variational?.divergences)
  }
}
