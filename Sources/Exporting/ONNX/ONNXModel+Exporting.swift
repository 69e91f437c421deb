package import Autoencoders
import Diagnostics
public import ImageData
import ImageShapes
public import ONNX
public import Tensors
public import Training

extension ONNXModel {
  /// The `part` of `model` as an ONNX model.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - model: The model.
  ///   - parameters: Its parameters.
  ///   - pixels: The map of pixels to the values that the model reads.
  ///   - input: How images are given; reconstructions are numbers, from 0 to 1 where the model limits them.
  ///   - precision: The precision of parameters and of the numbers between operators.
  ///   - name: The name of the graph.
  ///   - metadata: What is said of the model besides its shapes, by key.
  /// - Throws: `ONNXError`; `ModelError` for a decoder that needs more of an image than its code.
  package init(
    _ part: ModelPart, of model: TracedModel, parameters: FlatVector, pixels: PixelMap, input: ImageInput = .pixels,
    precision: ONNXPrecision = .float32, name: String, metadata: [String: String] = [:]
  ) throws {
    let exported = try ExportedProgram(part, of: model)
    let inverse = pixels.inverse
    let images: ONNXInput =
      switch input {
      case .pixels: .pixels(scale: pixels.factor, offset: pixels.summand)
      case .bytes: .bytes(scale: pixels.factor / 255, offset: pixels.summand)
      }
    var facts = metadata
    facts["part"] = part.rawValue
    facts["code_size"] = "\(exported.codeSize)"
    facts["image"] = "\(model.image)"
    facts["precision"] = precision.rawValue
    if part != .decoder {
      facts["input"] = input == .bytes ? "images: bytes, 0 to 255" : "images: numbers, 0 to 1"
    }
    try self.init(
      exported.program, name: name, parameters: parameters,
      inputs: [ExportedProgram.imagesName: images, ImageLabels.inputName: .integers],
      outputs: exported.results.map { name, result in
        name == ExportedProgram.reconstructionName
          ? ONNXOutput(name, result, scale: inverse.factor, offset: inverse.summand) : ONNXOutput(name, result)
      },
      precision: precision, writer: ("hourglass", Run.version), metadata: facts)
  }

  /// The `part` of a run's model as an ONNX model, with the parameters of one of its checkpoints.
  ///
  /// Inputs are `images` `[n, c, h, w]` (for the decoder `code` `[n, d]`) and, for a model of classes, `labels` `[n]`;
  /// results are `code` `[n, d]` and `reconstruction` `[n, c, h, w]`, pixels in the units of `input: .pixels`.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - run: The run.
  ///   - checkpoint: The path of a checkpoint of the run; nil for the one that represents it.
  ///   - input: How images are given.
  /// - Throws: `ONNXError` for an operation without a counterpart in ONNX, by its name; `RunError` for a run without a
  ///   usable checkpoint; `ModelError` for a decoder that needs more of an image than its code.
  public init(
    _ part: ModelPart, of run: TrainedRun, checkpoint: String? = nil, input: ImageInput = .pixels
  ) throws {
    try self.init(part, of: run, checkpoint: checkpoint, input: input, precision: .float32)
  }

  /// The same in float16, with its deviation from float32, which is measured on images of the run.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - run: The run.
  ///   - checkpoint: The path of a checkpoint of the run; nil for the one that represents it.
  ///   - input: How images are given.
  ///   - images: Images of the run, the first ``HalfDeviation/imageCount`` for the comparison; nil for drawn pictures.
  ///   - executor: Runs the model.
  /// - Throws: The same; `ONNXError` where a result would differ by more than ``HalfDeviation/limit``; why an image cannot
  ///   be read.
  public static func half(
    _ part: ModelPart, of run: TrainedRun, checkpoint: String? = nil, input: ImageInput = .pixels,
    images: ImageSubset?, executor: any TensorExecutor
  ) throws -> (model: ONNXModel, deviation: HalfDeviation) {
    let deviation = try HalfDeviation(part, of: run, checkpoint: checkpoint, images: images, executor: executor)
    let model = try ONNXModel(part, of: run, checkpoint: checkpoint, input: input, precision: .float16)
    try deviation.check()
    return (model, deviation)
  }

  private init(
    _ part: ModelPart, of run: TrainedRun, checkpoint: String?, input: ImageInput, precision: ONNXPrecision
  ) throws {
    try self.init(
      part, of: run.model, parameters: run.parameters(from: checkpoint), pixels: run.pixelMap, input: input,
      precision: precision, name: run.configuration.model.title,
      metadata: try run.exportedFacts(checkpoint: checkpoint, part, input: input))
  }
}
