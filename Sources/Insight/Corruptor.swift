public import ImageData
public import ImageShapes
public import NeuralNetworks
public import Tensors
import Training

/// Corrupts images as training does, to be looked at.
public final class Corruptor {
  private let program: any PreparedProgram
  private let scaling: PixelScaling
  private static let batchSize = 64

  public init(_ corruption: Corruption, image: ImageShape, scaling: PixelScaling, executor: any Executor) throws {
    let graph = Graph(parameters: ParameterTable([]), purpose: .training)
    let corrupted = corruption(graph.input("images", image.dimensions), pixels: scaling.range)
    program = executor.prepare(
      try Program(graph, results: [("corrupted", 1 * corrupted)]), capacity: Self.batchSize)
    self.scaling = scaling
  }

  /// The corrupted images of `subset`, `[n, c, h, w]`, as pixels in which 0 is black and 1 white; they may lie outside.
  ///
  /// The first are what the first step of a run with this `seed` would see of a batch of them.
  public func corrupted(_ subset: ImageSubset, seed: UInt64) throws -> [Float] {
    let (factor, summand) = scaling.toPixel
    var pixels: [Float] = []
    let feed = ImageFeed(subset, batchSize: Self.batchSize)
    var step = 0
    while let batch = try feed.next() {
      program.run(
        batch, scaling: scaling, parameters: FlatVector(count: 0), gradients: nil,
        at: RunPosition(seed: seed, step: step))
      pixels += program.values(of: "corrupted").map { $0 * factor + summand }
      step += 1
    }
    return pixels
  }
}
