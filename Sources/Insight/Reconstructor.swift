public import Autoencoders
public import ImageData
public import ImageShapes
public import Tensors
import Training

/// Reconstructs images with a trained model.
public final class Reconstructor {
  private let model: TracedModel
  private let program: any PreparedProgram
  private let reconstruction: TensorResult
  private let scaling: PixelScaling
  private let elements: Int

  /// Creates the reconstructor.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - stage: The stage of its training; nil for the whole model.
  ///   - scaling: The pixel range of its training.
  ///   - batchSize: The maximum number of images at a time.
  ///   - executor: The executor that runs the model.
  /// - Throws: `ShapeError`.
  public init(
    _ model: TracedModel, stage: TrainingStage? = nil, scaling: PixelScaling, batchSize: Int = 64,
    executor: any TensorExecutor
  ) throws {
    self.model = model
    let (program, reconstruction) = try model.reconstruction(of: stage)
    self.program = executor.prepare(program, capacity: batchSize)
    self.reconstruction = reconstruction
    self.scaling = scaling
    elements = model.image.elements
  }

  /// The reconstructions of the images of `subset`, `[n, c, h, w]`, from 0 for black to 1 for white.
  ///
  /// Values may lie outside this range. `parameters` is a vector of the executor.
  ///
  /// - Throws: why an image cannot be read, if such images are not skipped; `RunError` for images of another shape, or
  ///   without the labels that the model needs.
  public func reconstruct(_ subset: ImageSubset, parameters: any DeviceVector) throws -> [Float] {
    var pixels: [Float] = []
    try reconstruct(subset, parameters: parameters) { _, batch in pixels += batch }
    return pixels
  }

  /// Calls `body` with the reconstructions of each batch, `[n, c, h, w]`, and the indices of its images in their source.
  ///
  /// - Throws: the same, and what `body` throws.
  public func reconstruct(
    _ subset: ImageSubset, parameters: any DeviceVector,
    _ body: (_ images: ArraySlice<Int32>, _ pixels: [Float]) throws -> Void
  ) throws {
    try model.check(subset)
    let feed = ImageFeed(subset, batchSize: program.capacity)
    while let batch = try feed.next() {
      let count = batch.count * elements
      let pixels = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        reconstruct(
          batch, parameters: parameters, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        initialized = count
      }
      try body(batch.images, pixels)
    }
  }

  /// Writes the reconstructions of `batch` to `pixels`, `[n, c, h, w]`, in the same units.
  private func reconstruct(
    _ batch: ImageBatch, parameters: any DeviceVector, into pixels: UnsafeMutableBufferPointer<Float>
  ) {
    program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: batch.images))
    let (factor, summand) = scaling.toPixel
    program.read(reconstruction, factor: factor, summand: summand, into: pixels)
  }
}
