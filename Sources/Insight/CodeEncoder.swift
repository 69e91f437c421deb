public import Autoencoders
public import ImageData
public import Tensors
import Training

/// Turns images into codes with a trained model.
public final class CodeEncoder {
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

  /// The codes of the images of `subset`, `[n, size]`; those that cannot be read are missing.
  ///
  /// - Throws: why an image cannot be read, where that is not to be passed over.
  public func codes(of subset: ImageSubset, parameters: FlatVector) throws -> [Float] {
    try labelledCodes(of: subset, parameters: parameters).codes
  }

  /// The same, with the class of each image where they are known.
  func labelledCodes(
    of subset: ImageSubset, parameters: FlatVector
  ) throws -> (codes: [Float], labels: [Int32]) {
    var codes: [Float] = []
    var labels: [Int32] = []
    codes.reserveCapacity(subset.count * size)
    let feed = ImageFeed(subset, batchSize: Self.batchSize)
    var index = 0
    while let batch = try feed.next() {
      program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(batch: index))
      index += 1
      codes += program.values(of: "code")
      labels += (batch.labels ?? []).map { Int32($0) }
    }
    return (codes, labels)
  }
}
