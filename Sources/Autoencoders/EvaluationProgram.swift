public import Tensors

/// A program that evaluates a model, with its results.
public struct EvaluationProgram {
  /// The draws of noise for each image of a loss with noise.
  package static let draws = 4

  /// The program.
  public let program: Program
  /// Measures ``means`` before; nil where the loss reads none.
  public let meansProgram: Program?
  /// The means over all images that the loss reads: the input fed with the mean, and its value for a batch.
  public let means: [(inputName: String, mean: TensorResult)]
  /// The mean loss of a batch.
  public let loss: ScalarResult
  /// The number of draws of noise for each image over which the loss is averaged; 0 for a loss without noise.
  public let draws: Int
  /// The squared error of each image's reconstruction, `[n]`, summed over its elements, in the network's units.
  public let squaredErrors: TensorResult
  /// The squared errors in scaled pixels, `[n]`.
  public let pixelErrors: TensorResult

  /// What else is measured; nil for the loss and the squared errors alone.
  package let measured: MeasuredResults?

  /// Creates the program of `trace`.
  ///
  /// - Throws: `ShapeError` when the model does not fit its images.
  init(_ trace: EvaluationTrace, _ measured: MeasuredResults? = nil) throws {
    let graph = trace.graph
    let squaredErrors = trace.reconstruction.squaredError(to: trace.images)
    let isNormalized = trace.reconstructedPixels.id != trace.reconstruction.id
    loss = ScalarResult(trace.loss)
    draws = trace.draws
    self.squaredErrors = TensorResult(squaredErrors)
    pixelErrors = TensorResult(isNormalized ? trace.reconstructedPixels.squaredError(to: trace.pixels) : squaredErrors)
    self.measured = measured
    means = graph.imageMeans.map { ($0.inputName, TensorResult($0.values.meanOverBatch())) }
    program = try Program(
      graph, scalars: [loss], tensors: [self.squaredErrors, pixelErrors] + (measured?.results ?? []))
    meansProgram = means.isEmpty ? nil : try Program(graph, tensors: means.map(\.mean))
  }
}
