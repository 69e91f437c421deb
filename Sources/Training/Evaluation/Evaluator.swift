public import Autoencoders
public import ImageData
import ImageFormats
public import ImageShapes
public import Tensors

/// Measures a model's metrics, batch by batch.
public final class Evaluator {
  private let evaluation: EvaluationProgram
  private let program: any PreparedProgram
  private let scaling: PixelScaling
  private let elements: Int

  /// Images of a batch: enough to keep all threads busy; metrics depend on it in the last digits alone.
  private static let batchSize = 512

  /// Prepares the evaluation of a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - stage: The stage of its training to evaluate; nil for the whole model.
  ///   - scaling: The pixel range that it is trained on.
  ///   - executor: Runs it.
  /// - Throws: `ShapeError`.
  public init(
    _ model: TracedModel, stage: TrainingStage? = nil, scaling: PixelScaling, executor: any TensorExecutor
  ) throws {
    evaluation = try model.evaluation(of: stage)
    program = executor.prepare(evaluation.program, capacity: Self.batchSize)
    self.scaling = scaling
    elements = model.image.elements
  }

  /// The metrics on `images` with `parameters`, a vector of the executor's; nil where there are no images.
  ///
  /// - Throws: why an image cannot be read.
  public func evaluate(_ images: ImageSubset, parameters: any DeviceVector) throws -> Evaluation? {
    guard images.count > 0 else { return nil }
    var sum = EvaluationSum(elements: elements, pixelFactor: Double(scaling.toPixel.factor))
    let feed = ImageFeed(images, batchSize: Self.batchSize)
    var index = 0
    while let batch = try feed.next() {
      program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(batch: index))
      sum.add(
        loss: program.value(of: evaluation.loss), squaredErrors: program.values(of: evaluation.squaredErrors),
        pixelErrors: program.values(of: evaluation.pixelErrors))
      index += 1
    }
    guard let evaluation = sum.evaluation else { throw DatasetError.noneReadable(images.images.name) }
    return evaluation
  }
}
