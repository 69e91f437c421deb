import Autoencoders
public import ImageData
import ImageFormats
import ImageShapes
public import Tensors
public import Training

/// The reconstructions nearest to their images, and those farthest from them, by the mse01 of each image.
public struct ReconstructionRanking: Codable, Hashable, Sendable {
  /// An image with the error of its reconstruction.
  public struct Place: Codable, Hashable, Sendable {
    /// The number of the image in its part of the data, from 0.
    public var image: Int
    /// Its class; nil for images without classes.
    public var label: Int?
    /// The mean squared error over its elements, in pixels from 0 to 1.
    public var mse01: Double

    /// Creates a place; the parameters are its properties.
    public init(image: Int, label: Int? = nil, mse01: Double) {
      (self.image, self.label, self.mse01) = (image, label, mse01)
    }
  }

  /// The number of images that were compared.
  public var images: Int
  /// The places with the smallest errors, the smallest first; of equal errors, the first image first.
  public var best: [Place]
  /// The places with the largest errors, the largest first; of equal errors, the first image first.
  public var worst: [Place]

  /// Ranks `places`.
  ///
  /// - Parameters:
  ///   - places: The errors of all images, in the order of the images.
  ///   - count: The maximum number of places at either end.
  public init(_ places: [Place], count: Int) {
    images = places.count
    best = Array(places.sorted { ($0.mse01, $0.image) < ($1.mse01, $1.image) }.prefix(count))
    worst = Array(places.sorted { (-$0.mse01, $0.image) < (-$1.mse01, $1.image) }.prefix(count))
  }
}

extension TrainedRun {
  /// Ranks the reconstructions of `images` by the checkpoint that represents the run.
  ///
  /// - Parameters:
  ///   - images: The images; those that cannot be read are left out.
  ///   - count: The maximum number of places at either end.
  ///   - executor: Runs the model.
  /// - Throws: `RunError` when there is no checkpoint that can be read, or for images that the model cannot take.
  public func ranking(
    of images: ImageSubset, count: Int = 10, executor: any TensorExecutor
  ) throws -> ReconstructionRanking {
    let training = configuration.training
    let evaluator = try Evaluator(model, scaling: training.scaling, seed: training.seed, executor: executor)
    var errors = ImageErrors(elements: model.image.elements, pixelFactor: Double(training.scaling.toPixel.factor))
    _ = try evaluator.evaluate(images, parameters: parameters(on: executor)) { batch, program in
      errors.add(batch, squaredErrors: program.values(of: evaluator.evaluation.pixelErrors))
    }
    return errors.ranking(in: images, count: count)
  }
}

/// The mse01 of image after image.
struct ImageErrors {
  private let factor: Double
  private var indices: [Int32] = []
  private var labels: [Int32] = []
  private var errors: [Double] = []

  /// Starts without images; `pixelFactor` converts a difference in scaled pixels to [0, 1].
  init(elements: Int, pixelFactor: Double) { factor = pixelFactor * pixelFactor / Double(elements) }

  /// Adds the images of a batch by their squared errors in scaled pixels.
  mutating func add(_ batch: ImageBatch, squaredErrors: [Float]) {
    indices += batch.images
    labels += (batch.labels ?? []).map { Int32($0) }
    errors += squaredErrors.prefix(batch.count).map { Double($0) * factor }
  }

  /// The ranking of the added images, which are those of `subset` that could be read, in order.
  func ranking(in subset: ImageSubset, count: Int) -> ReconstructionRanking {
    var positions = ImagePositions(in: subset)
    let places = errors.indices.map { place in
      let label = labels.isEmpty || labels[place] < 0 ? nil : Int(labels[place])
      return ReconstructionRanking.Place(
        image: positions.position(of: indices[place]), label: label, mse01: errors[place])
    }
    return ReconstructionRanking(places, count: count)
  }
}
