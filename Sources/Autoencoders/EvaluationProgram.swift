public import Tensors

/// A program that evaluates a model, with its results.
public struct EvaluationProgram {
  /// The program.
  public let program: Program
  /// The mean loss of a batch.
  public let loss: ScalarResult
  /// The squared error of each image's reconstruction, `[n]`, summed over its elements, in the network's units.
  public let squaredErrors: TensorResult
  /// The squared errors in scaled pixels, `[n]`.
  public let pixelErrors: TensorResult

  /// Creates the program over `graph` that computes these results.
  ///
  /// - Throws: `ShapeError` when the model does not fit its images.
  init(_ graph: Graph, loss: ScalarResult, squaredErrors: TensorResult, pixelErrors: TensorResult) throws {
    program = try Program(graph, scalars: [loss], tensors: [squaredErrors, pixelErrors])
    (self.loss, self.squaredErrors, self.pixelErrors) = (loss, squaredErrors, pixelErrors)
  }
}
