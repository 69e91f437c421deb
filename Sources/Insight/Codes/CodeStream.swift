public import Autoencoders
public import ImageData
public import ImageShapes
public import Tensors
import Training

/// Encodes images batch by batch, in memory that does not grow with their number.
public final class CodeStream {
  /// The codes of a batch.
  public struct Batch {
    /// The codes, `[n, …]`.
    public let codes: [Float]
    /// The index of each image in its source.
    public let images: ArraySlice<Int32>
    /// The class of each image, if known.
    public let labels: [Int32]?
  }

  /// The dimensions of the code of one image.
  public var dimensions: [Int] { code.shape.dimensions }

  private let model: TracedModel
  private let program: any PreparedProgram
  private let code: TensorResult
  private let scaling: PixelScaling
  private static let maxBatchSize = 256
  private static let maxBatchBytes = 64 << 20

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - layer: The name of a layer whose output is taken instead of the code; nil for the code.
  ///   - scaling: The pixel range of its training.
  ///   - executor: The executor that runs the model.
  /// - Throws: `ShapeError`; `LayerError` for an unknown layer.
  public init(
    _ model: TracedModel, layer: String? = nil, scaling: PixelScaling, executor: any TensorExecutor
  ) throws {
    let (encoding, code): (Program, TensorResult)
    if let layer {
      let (program, outputs) = try model.layerOutputs(named: [layer])
      (encoding, code) = (program, outputs[0].values)
    } else {
      (encoding, code) = try model.encoding()
    }
    let bytes = max(code.shape.count, 1) * MemoryLayout<Float>.size
    program = executor.prepare(encoding, capacity: min(max(Self.maxBatchBytes / bytes, 1), Self.maxBatchSize))
    (self.model, self.code, self.scaling) = (model, code, scaling)
  }

  /// Calls `body` with the codes of the images of `subset`, batch by batch in their order, without skipped images.
  ///
  /// `parameters` is a vector of the executor.
  ///
  /// - Throws: why an image cannot be read, if such images are not skipped; `RunError` for images of another shape, or
  ///   without the labels that the model needs; what `body` throws.
  public func encode(
    _ subset: ImageSubset, parameters: any DeviceVector, _ body: (Batch) throws -> Void
  ) throws {
    try model.check(subset)
    let feed = ImageFeed(subset, batchSize: program.capacity)
    while let batch = try feed.next() {
      program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: batch.images))
      try body(
        Batch(
          codes: program.values(of: code), images: batch.images, labels: batch.labels.map { $0.map { Int32($0) } }))
    }
  }
}
