public import Autoencoders
public import ImageData
import ImageFormats
import ImageShapes
public import Tensors

/// Measures a model's errors, batch by batch.
public final class Evaluator {
  private let program: any PreparedProgram
  private let scaling: PixelScaling
  private let elements: Int

  /// Images of a batch: enough to keep all threads busy; but for the last digits the numbers do not depend on it.
  private static let batchSize = 512

  /// Measures the whole model, or one stage of its training.
  public init(
    _ model: TracedModel, stage: TrainingStage? = nil, scaling: PixelScaling, executor: any Executor
  ) throws {
    program = executor.prepare(try model.evaluation(of: stage), capacity: Self.batchSize)
    self.scaling = scaling
    elements = model.image.elements
  }

  /// The errors on `images` with `parameters`; nil when there are no images.
  ///
  /// - Throws: why an image cannot be read.
  public func evaluate(_ images: ImageSubset, parameters: FlatVector) throws -> Evaluation? {
    guard images.count > 0 else { return nil }
    var sum = EvaluationSum(elements: elements, pixelFactor: Double(scaling.toPixel.factor))
    let feed = ImageFeed(images, batchSize: Self.batchSize)
    var index = 0
    while let batch = try feed.next() {
      program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(batch: index))
      sum.add(
        loss: program.value(of: "loss"), squaredErrors: program.values(of: "squaredError"),
        pixelErrors: program.values(of: "pixelError"))
      index += 1
    }
    guard let evaluation = sum.evaluation else { throw DatasetError.noneReadable(images.images.name) }
    return evaluation
  }
}
