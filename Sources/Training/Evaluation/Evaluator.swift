public import ImageData
public import Tensors

/// Measures a model's errors, batch by batch.
public final class Evaluator {
  private let program: any PreparedProgram
  private let scaling: PixelScaling
  private let elements: Int

  /// Images of a batch: enough to keep all threads busy; but for the last digits the numbers do not depend on it.
  private static let batchSize = 512

  public init(_ model: TracedModel, scaling: PixelScaling, executor: any Executor) throws {
    program = executor.prepare(try model.evaluation(), capacity: Self.batchSize)
    self.scaling = scaling
    elements = model.image.elements
  }

  /// The errors on `images` with `parameters`; nil when there are no images.
  public func evaluate(_ images: ImageSubset, parameters: FlatVector) -> Evaluation? {
    guard images.count > 0 else { return nil }
    var sum = EvaluationSum(elements: elements, pixelFactor: Double(scaling.toPixel.factor))
    for batch in Batches(inOrder: images, batchSize: Self.batchSize) {
      program.run(images.images, batch, scaling: scaling, parameters: parameters, gradients: nil)
      sum.add(loss: program.value(of: "loss"), squaredErrors: program.values(of: "squaredError"))
    }
    return sum.evaluation
  }
}

extension PreparedProgram {
  /// Runs over the images of `set` at `indices`, scaled while they are read.
  func run(
    _ set: ImageSet, _ indices: ArraySlice<Int32>, scaling: PixelScaling, parameters: FlatVector,
    gradients: FlatVector?
  ) {
    indices.withUnsafeBufferPointer { indices in
      let feed = Feed.bytes(
        base: set.baseAddress, bytesPerSample: set.bytesPerImage, indices: indices, scale: scaling.scale,
        offset: scaling.offset)
      run(count: indices.count, feeds: ["images": feed], parameters: parameters, gradients: gradients)
    }
  }
}
