public import Autoencoders
import Diagnostics
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
  /// The maximum number of images at a time.
  var batchSize: Int { program.capacity }

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
    while let batch = try feed.next() { try body(batch.images, reconstruct(batch, parameters: parameters)) }
  }

  /// The reconstructions of `batch`, `[n, c, h, w]`, in the same units.
  func reconstruct(_ batch: ImageBatch, parameters: any DeviceVector) -> [Float] {
    program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: batch.images))
    return result(count: batch.count)
  }

  /// The reconstructions of pixels that need not be those of images, such as corrupted ones: `[n, c, h, w]`, in the same
  /// units.
  ///
  /// - Parameters:
  ///   - pixels: `[n, c, h, w]`, 0 for black and 1 for white; values may lie outside.
  ///   - labels: The class of each image, for a model that needs it.
  ///   - parameters: A vector of the executor.
  public func reconstruct(pixels: [Float], labels: [Int32]? = nil, parameters: any DeviceVector) -> [Float] {
    require(pixels.count.isMultiple(of: elements), "\(pixels.count) pixels are not images of \(elements)")
    let (factor, summand) = scaling.toPixel
    let scaled = HostNumbers.unscaled(pixels[...], by: factor, plus: summand)
    let count = pixels.count / elements
    let classes = labels?.map { Float($0) } ?? [Float](repeating: 0, count: count)
    var reconstructions: [Float] = []
    for first in stride(from: 0, to: count, by: program.capacity) {
      let size = min(program.capacity, count - first)
      scaled.withUnsafeBufferPointer { images in
        classes.withUnsafeBufferPointer { classes in
          guard let image = images.baseAddress, let label = classes.baseAddress else { return }
          program.run(
            count: size,
            feeds: ["images": .floats(image + first * elements), ImageLabels.inputName: .floats(label + first)],
            parameters: parameters, gradients: nil,
            at: .evaluation(of: ArraySlice((first..<first + size).map { Int32($0) })))
        }
      }
      reconstructions += result(count: size)
    }
    return reconstructions
  }

  /// The reconstructions of the `count` images that the program ran over last.
  private func result(count: Int) -> [Float] {
    let count = count * elements
    let (factor, summand) = scaling.toPixel
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      program.read(
        reconstruction, factor: factor, summand: summand,
        into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}
