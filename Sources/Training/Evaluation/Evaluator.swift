public import Autoencoders
import Clusters
public import ImageData
import ImageFormats
public import ImageShapes
public import Tensors

/// Measures a model's metrics, batch by batch.
///
/// The noise of a loss depends on the seed and the image alone; so metrics depend on the batch size in the last digits
/// alone, and those of two epochs, or of two forms of a model, can be compared.
public final class Evaluator {
  private let model: TracedModel
  package let evaluation: EvaluationProgram
  private let program: any PreparedProgram
  private let meansProgram: (any PreparedProgram)?
  private let scaling: PixelScaling
  private let elements: Int
  private let seed: UInt64
  private let batchSize: Int
  /// The processes that share the images.
  private let communicator: any Communicator

  /// Images of a batch: enough to keep all threads busy.
  package static let batchSize = 512

  /// Prepares the evaluation of a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - stage: The stage of its training to evaluate; nil for the whole model.
  ///   - scaling: The pixel range that it is trained on.
  ///   - seed: The seed of the noise of its loss, that of the run.
  ///   - batchSize: The maximum number of images at a time.
  ///   - executor: Runs it.
  /// - Throws: `ShapeError`.
  public convenience init(
    _ model: TracedModel, stage: TrainingStage? = nil, scaling: PixelScaling, seed: UInt64, batchSize: Int = 512,
    executor: any TensorExecutor
  ) throws {
    try self.init(
      model, stage: stage, isMeasuring: false, scaling: scaling, seed: seed, batchSize: batchSize, executor: executor)
  }

  /// Prepares the evaluation, of everything that can be measured if `isMeasuring`.
  ///
  /// With `isShared` each process of the executor's communicator evaluates its share of the images; all must then evaluate
  /// the same, and all get the metrics of all images.
  package init(
    _ model: TracedModel, stage: TrainingStage? = nil, isMeasuring: Bool, scaling: PixelScaling, seed: UInt64,
    batchSize: Int = Evaluator.batchSize, isShared: Bool = false, executor: any TensorExecutor
  ) throws {
    communicator = isShared ? executor.communicator : SingleProcess()
    self.model = model
    evaluation = try isMeasuring ? model.measurement(in: scaling.range) : model.evaluation(of: stage)
    program = executor.prepare(evaluation.program, capacity: batchSize)
    meansProgram = evaluation.meansProgram.map { executor.prepare($0, capacity: batchSize) }
    (self.scaling, self.seed, self.batchSize) = (scaling, seed, batchSize)
    elements = model.image.elements
  }

  /// The metrics on `images` with `parameters`, a vector of the executor's; nil where there are no images.
  ///
  /// - Throws: why an image cannot be read; ``RunError`` for images of another shape, or without the labels that the model
  ///   needs.
  public func evaluate(_ images: ImageSubset, parameters: any DeviceVector) throws -> Evaluation? {
    try evaluate(images, parameters: parameters) { _, _ in }
  }

  /// The metrics on `images`, passing each batch on with the program that has evaluated it.
  package func evaluate(
    _ images: ImageSubset, parameters: any DeviceVector,
    onBatch: (_ batch: ImageBatch, _ program: any PreparedProgram) throws -> Void
  ) throws -> Evaluation? {
    guard images.count > 0 else { return nil }
    try model.check(images)
    let name = images.images.name
    let images = images.shared(by: communicator)
    let means = try meansProgram.map { try self.means(over: images, of: $0, parameters: parameters) } ?? [:]
    let others = means.mapValues { Feed.floats($0.unsafePointer) }
    var sum = EvaluationSum(elements: elements, pixelFactor: Double(scaling.toPixel.factor))
    try withExtendedLifetime(means) {
      let feed = ImageFeed(images, batchSize: batchSize)
      while let batch = try feed.next() {
        program.run(
          batch, scaling: scaling, parameters: parameters, gradients: nil,
          at: .evaluation(seed: seed, of: batch.images), others: others)
        sum.add(
          loss: program.value(of: evaluation.loss), squaredErrors: program.values(of: evaluation.squaredErrors),
          pixelErrors: program.values(of: evaluation.pixelErrors))
        try onBatch(batch, program)
      }
    }
    sum.combine(by: communicator)
    guard let evaluation = sum.evaluation else { throw DatasetError.noneReadable(name) }
    return evaluation
  }

  /// The means over all images that the loss reads, by the name of the input, each repeated for every image of a batch.
  private func means(
    over images: ImageSubset, of program: any PreparedProgram, parameters: any DeviceVector
  ) throws -> [String: RepeatedValues] {
    var sums = evaluation.means.map { [Double](repeating: 0, count: $0.mean.shape.count) }
    var count = 0
    let feed = ImageFeed(images, batchSize: batchSize)
    while let batch = try feed.next() {
      program.run(
        batch, scaling: scaling, parameters: parameters, gradients: nil,
        at: .evaluation(seed: seed, of: batch.images))
      for (index, mean) in evaluation.means.enumerated() {
        for (place, value) in program.values(of: mean.mean).enumerated() {
          sums[index][place] += Double(value) * Double(batch.count)
        }
      }
      count += batch.count
    }
    sums = sums.map { communicator.sum($0) }
    count = communicator.sum(count)
    return Dictionary(
      uniqueKeysWithValues: zip(evaluation.means, sums).map { mean, sum in
        (mean.inputName, RepeatedValues(sum.map { Float($0 / Double(max(1, count))) }, times: batchSize))
      })
  }
}

/// Values in memory of their own, several times in a row.
private final class RepeatedValues {
  private let memory: UnsafeMutableBufferPointer<Float>

  init(_ values: [Float], times: Int) {
    memory = .allocate(capacity: values.count * times)
    for start in stride(from: 0, to: memory.count, by: max(values.count, 1)) {
      _ = memory[start...].initialize(fromContentsOf: values)
    }
  }

  deinit { memory.deallocate() }

  var unsafePointer: UnsafePointer<Float> {
    guard let base = memory.baseAddress else { fatalError("memory without an address") }
    return UnsafePointer(base)
  }
}
