public import ImageData
public import ImageShapes
public import NeuralNetworks
public import Tensors
import Training

/// Corrupts images as training does, for display.
public final class Corruptor {
  private let program: any PreparedProgram
  private let result: TensorResult
  private let parameters: any DeviceVector
  private let scaling: PixelScaling

  /// Creates a corruptor for images of one shape.
  ///
  /// - Parameters:
  ///   - corruption: The corruption of the images.
  ///   - image: The shape of an image.
  ///   - scaling: The pixel range of training.
  ///   - batchSize: The maximum number of images at a time.
  ///   - executor: The executor that runs the corruption.
  /// - Throws: `ShapeError`.
  public init(
    _ corruption: Corruption, image: ImageShape, scaling: PixelScaling, batchSize: Int = 64,
    executor: any TensorExecutor
  ) throws {
    let graph = Graph(parameters: ParameterTable([]), purpose: .training)
    result = TensorResult(1 * corruption(graph.input("images", image.dimensions), pixels: scaling.range))
    program = executor.prepare(try Program(graph, tensors: [result]), capacity: batchSize)
    parameters = executor.makeVector(count: 0)
    self.scaling = scaling
  }

  /// The corrupted images of `subset`, `[n, c, h, w]`, from 0 for black to 1 for white; values may lie outside.
  ///
  /// The first batch is corrupted as in the first step of a run with this `seed`.
  /// - Throws: why an image cannot be read, if such images are not skipped.
  public func corrupted(_ subset: ImageSubset, seed: UInt64) throws -> [Float] {
    let (factor, summand) = scaling.toPixel
    var pixels: [Float] = []
    let feed = ImageFeed(subset, batchSize: program.capacity)
    var step = 0
    while let batch = try feed.next() {
      program.run(
        batch, scaling: scaling, parameters: parameters, gradients: nil,
        at: RunPosition(seed: seed, step: step))
      pixels += HostNumbers.scaled(program.values(of: result), by: factor, plus: summand)
      step += 1
    }
    return pixels
  }
}
