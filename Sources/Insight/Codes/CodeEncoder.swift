public import Autoencoders
public import ImageData
public import ImageShapes
public import Tensors
import Training

/// Encodes images with a trained model.
public final class CodeEncoder {
  private let model: TracedModel
  private let program: any PreparedProgram
  private let code: TensorResult
  private let scaling: PixelScaling
  /// The dimension of the embedding.
  public var size: Int { code.shape.count }

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - layer: The name of a layer whose output is taken instead of the code; nil for the code.
  ///   - scaling: The pixel range of its training.
  ///   - batchSize: The maximum number of images at a time.
  ///   - executor: The executor that runs the model.
  /// - Throws: `ShapeError`; `LayerError` for an unknown layer.
  public init(
    _ model: TracedModel, layer: String? = nil, scaling: PixelScaling, batchSize: Int = 256,
    executor: any TensorExecutor
  ) throws {
    self.model = model
    let (encoding, code) =
      try layer.map { name in
        let (program, outputs) = try model.layerOutputs(named: [name])
        return (program, outputs[0].values)
      } ?? model.encoding()
    program = executor.prepare(encoding, capacity: batchSize)
    self.code = code
    self.scaling = scaling
  }

  /// The codes of the images of `subset`, `[n, size]`, without skipped images.
  ///
  /// `parameters` is a vector of the executor.
  ///
  /// - Throws: why an image cannot be read, if such images are not skipped; `RunError` for images of another shape, or
  ///   without the labels that the model needs.
  public func codes(of subset: ImageSubset, parameters: any DeviceVector) throws -> [Float] {
    try labelledCodes(of: subset, parameters: parameters).codes
  }

  /// The codes, with the class of each image if known.
  func labelledCodes(
    of subset: ImageSubset, parameters: any DeviceVector
  ) throws -> (codes: [Float], labels: [Int32]) {
    try model.check(subset)
    var codes: [Float] = []
    var labels: [Int32] = []
    codes.reserveCapacity(subset.count * size)
    let feed = ImageFeed(subset, batchSize: program.capacity)
    while let batch = try feed.next() {
      program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: batch.images))
      codes += program.values(of: code)
      labels += (batch.labels ?? []).map { Int32($0) }
    }
    return (codes, labels)
  }
}
