import Autoencoders
import Diagnostics
public import ImageData
import ImageShapes
import ONNX
public import Tensors
public import Training

/// How far the results of a model in float16 are from those in float32.
public struct HalfDeviation: Sendable {
  /// The maximum deviation of a file that is written.
  public static let limit: Float = 1e-2
  /// The number of images that are compared, or fewer where there are fewer.
  public static let imageCount = 64

  /// The largest difference of each result, `code` and `reconstruction`, in units of its largest number, or of 1.
  ///
  /// Infinite where float16 has no such number.
  public let results: [(name: String, deviation: Float)]
  /// The number of images that were compared.
  public let images: Int
  /// Whether the pictures were drawn, because no images could be read.
  public let isOfDrawnPictures: Bool
  private let part: ModelPart

  /// Compares the results of the `part` of a run's model.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - run: The run.
  ///   - checkpoint: The path of a checkpoint of the run; nil for the one that represents it.
  ///   - images: Images of the run, the first ``imageCount`` for the comparison; nil, or images that are all unreadable, for
  ///     smooth random pictures, always the same.
  ///   - executor: Runs the model, with the numbers of a file in float16 and without.
  /// - Throws: `RunError` for a run without a usable checkpoint or images of another shape; why an image cannot be read;
  ///   `ONNXError` for results that are not finite in float32; `ModelError` for a decoder that needs more of an image than its code.
  public init(
    _ part: ModelPart, of run: TrainedRun, checkpoint: String? = nil, images: ImageSubset? = nil,
    executor: any TensorExecutor
  ) throws {
    let model = run.model
    let readable = try images?.readable(Self.imageCount)
    let given = readable?.count == 0 ? nil : readable
    let classes = model.needsLabels ? model.classCount ?? 1 : 0
    let pictures = given ?? ImageSubset(.drawn(Self.imageCount, of: model.image, classes: classes))
    try model.check(pictures)
    let parameters = try run.parameters(from: checkpoint)
    let exported = try ExportedProgram(part, of: model)
    let half = try HalfProgram(exported.program, results: exported.results.map(\.result), parameters: parameters)
    let feed = ImageFeed(pictures, batchSize: Self.imageCount)
    guard let batch = try feed.next() else { fatalError("no image to compare float16 with float32 on") }
    let runner = BatchRunner(batch: batch, scaling: run.configuration.training.scaling, executor: executor)
    let codes = try part == .decoder ? runner.codes(of: model, parameters) : nil
    let exact = runner.values(of: exported.results.map(\.result), exported.program, parameters, codes: codes)
    for (result, numbers) in zip(exported.results, exact) where !numbers.allSatisfy(\.isFinite) {
      throw ONNXError(
        .precision,
        Report(
          "the \(result.name) of the model has numbers that are not finite, in float32 too",
          place: "--part \(part.rawValue)", cure: "export another checkpoint with --epoch, or train the model again"))
    }
    let rounded = runner.values(of: half.results, half.program, half.parameters, codes: codes)
    let pixels = run.pixelMap.inverse
    results = exported.results.indices.map { index in
      let name = exported.results[index].name
      let map = name == ExportedProgram.reconstructionName ? pixels : (1, 0)
      return (name, Self.deviation(of: rounded[index], from: exact[index], map))
    }
    self.images = batch.count
    isOfDrawnPictures = given == nil
    self.part = part
  }

  /// The largest difference of numbers, each mapped, in units of the largest of `exact`, or of 1.
  private static func deviation(
    of numbers: [Float], from exact: [Float], _ map: (factor: Float, summand: Float)
  ) -> Float {
    let largest = exact.reduce(1) { max($0, abs($1 * map.factor + map.summand)) }
    return zip(numbers, exact).reduce(0) { worst, pair in
      let difference = abs((pair.0 - pair.1) * map.factor) / largest
      return difference.isFinite ? max(worst, difference) : .infinity
    }
  }

  /// Refuses a file whose results would be further from those in float32 than ``limit``.
  ///
  /// - Throws: `ONNXError`.
  func check() throws(ONNXError) {
    guard let worst = results.max(by: { $0.deviation < $1.deviation }), worst.deviation > Self.limit else { return }
    let deviation =
      worst.deviation.isFinite
      ? Figures.number(Double(worst.deviation)) : "a number beyond \(Int(HalfFloat.maximum))"
    let drawn = isOfDrawnPictures ? ", on drawn pictures" : ""
    throw ONNXError(
      .precision,
      Report(
        "float16 changes the \(worst.name) too much", place: "--part \(part.rawValue)",
        expected: "at most \(Self.limit) of the largest number, or of 1", got: deviation + drawn,
        cure: "export with --precision float32, or train a model with fewer layers"))
  }
}

/// Runs programs over a batch of images.
private struct BatchRunner {
  let batch: ImageBatch
  let scaling: PixelScaling
  let executor: any TensorExecutor

  /// The codes of the images.
  func codes(of model: TracedModel, _ parameters: FlatVector) throws -> [Float] {
    let (program, code) = try model.encoding()
    return values(of: [code], program, parameters, codes: nil)[0]
  }

  /// The values of `results` of `program`, which is fed with the images, and with codes where there are.
  func values(
    of results: [TensorResult], _ program: Program, _ parameters: FlatVector, codes: [Float]?
  ) -> [[Float]] {
    let prepared = executor.prepare(program, capacity: batch.count)
    let vector = executor.makeVector(parameters)
    (codes ?? []).withUnsafeBufferPointer { buffer in
      var others: [String: Feed] = [:]
      if codes != nil { others[ExportedProgram.codeName] = buffer.baseAddress.map(Feed.floats) }
      prepared.run(
        batch, scaling: scaling, parameters: vector, gradients: nil, at: .evaluation(of: batch.images), others: others)
    }
    return results.map { prepared.values(of: $0) }
  }
}
