public import ImageData
public import Tensors

/// Turns images into codes with a trained model.
public final class Encoder {
  private let program: any PreparedProgram
  private let scaling: PixelScaling
  /// The numbers of a code.
  public let size: Int
  private static let batchSize = 256

  public init(_ model: TracedModel, scaling: PixelScaling, executor: any Executor) throws {
    let program = try model.encoding()
    size = program.results[0].tensor.shape.count
    self.program = executor.prepare(program, capacity: Self.batchSize)
    self.scaling = scaling
  }

  /// The codes of the images of `subset`, `[n, size]`.
  public func codes(of subset: ImageSubset, parameters: FlatVector) throws -> [Float] {
    var codes: [Float] = []
    codes.reserveCapacity(subset.count * size)
    let feed = ImageFeed(subset, batchSize: Self.batchSize)
    while let batch = try feed.next() {
      program.run(batch, scaling: scaling, parameters: parameters, gradients: nil)
      codes += program.values(of: "code")
    }
    return codes
  }
}
