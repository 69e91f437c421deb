public import Autoencoders
public import ImageData
public import ImageShapes
public import Tensors
import Training

/// Encodes images with a trained model.
public final class CodeEncoder {
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
  /// The number of values of a code.
  public var size: Int { code.shape.count }

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
  ///   - batchSize: The maximum number of images at a time; nil for 256, or fewer where their codes take more than 64 MiB.
  ///   - executor: The executor that runs the model.
  /// - Throws: `ShapeError`; `LayerError` for an unknown layer.
  public init(
    _ model: TracedModel, layer: String? = nil, scaling: PixelScaling, batchSize: Int? = nil,
    executor: any TensorExecutor
  ) throws {
    let (encoding, code) =
      try layer.map { name in
        let (program, outputs) = try model.layerOutputs(named: [name])
        return (program, outputs[0].values)
      } ?? model.encoding()
    let bytes = max(code.shape.count, 1) * MemoryLayout<Float>.size
    let fitting = min(max(Self.maxBatchBytes / bytes, 1), Self.maxBatchSize)
    program = executor.prepare(encoding, capacity: batchSize ?? fitting)
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
      try body(
        Batch(
          codes: codes(of: batch, parameters: parameters), images: batch.images,
          labels: batch.labels.map { $0.map { Int32($0) } }))
    }
  }

  /// The codes of a batch of at most as many images as the encoder takes at a time.
  func codes(of batch: ImageBatch, parameters: any DeviceVector) -> [Float] {
    program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: batch.images))
    return program.values(of: code)
  }

  /// The codes of the images of `subset`, `[n, size]`, without skipped images.
  ///
  /// `parameters` is a vector of the executor.
  ///
  /// - Throws: as ``encode(_:parameters:_:)``.
  public func codes(of subset: ImageSubset, parameters: any DeviceVector) throws -> [Float] {
    try labelledCodes(of: subset, parameters: parameters).codes
  }

  /// The codes, with the class of each image; without classes, no labels.
  ///
  /// `progress` is called with the number of images done.
  func labelledCodes(
    of subset: ImageSubset, parameters: any DeviceVector, progress: (_ done: Int) -> Void = { _ in }
  ) throws -> (codes: [Float], labels: [Int32]) {
    var codes: [Float] = []
    var labels: [Int32] = []
    codes.reserveCapacity(subset.count * size)
    try encode(subset, parameters: parameters) { batch in
      codes += batch.codes
      labels += batch.labels ?? []
      progress(codes.count / max(size, 1))
    }
    return (codes, labels)
  }
}
