public import ImageData
public import Tensors

/// Reconstructs images with a trained model.
public final class Reconstructor {
  private let program: any PreparedProgram
  private let scaling: PixelScaling
  private static let batchSize = 64

  public init(_ model: TracedModel, scaling: PixelScaling, executor: any Executor) throws {
    program = executor.prepare(try model.reconstruction(), capacity: Self.batchSize)
    self.scaling = scaling
  }

  /// The reconstructions of the images of `subset`, `[n, c, h, w]`, as pixels in which 0 is black and 1 white; they may
  /// lie outside.
  public func reconstruct(_ subset: ImageSubset, parameters: FlatVector) throws -> [Float] {
    let (factor, summand) = scaling.toPixel
    var pixels: [Float] = []
    let feed = ImageFeed(subset, batchSize: Self.batchSize)
    while let batch = try feed.next() {
      program.run(batch, scaling: scaling, parameters: parameters, gradients: nil)
      pixels += program.values(of: "reconstruction").map { $0 * factor + summand }
    }
    return pixels
  }
}
