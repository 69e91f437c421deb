import Autoencoders
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Tensors
import Training

/// What an autoencoder's reconstructions are compared with, computed from the training images alone.
public enum Yardstick: Hashable, Sendable {
  /// Every image is reconstructed as the mean of the training images.
  case meanImage
  /// The principal components of the training images, with this dimension of the code.
  case principalComponents(Int)

  /// The name in tables: `mean image`, `PCA-30`.
  public var name: String {
    switch self {
    case .meanImage: "mean image"
    case .principalComponents(let size): "PCA-\(size)"
    }
  }

  /// The yardsticks of a code of `codeSize` dimensions: there are at most as many components as pixels and training
  /// images.
  static func all(codeSize: Int, pixels: Int, trainingImages: Int) -> [Yardstick] {
    [.meanImage, .principalComponents(min(codeSize, pixels, trainingImages))]
  }

  /// The distances of the reconstructions of `images`; nil where there are none.
  ///
  /// - Parameters:
  ///   - images: The images to reconstruct.
  ///   - training: The images that the yardstick is computed from.
  ///   - executor: Runs it.
  /// - Throws: why an image cannot be read; `ModelError` for images with too many pixels.
  func measure(
    _ images: ImageSubset, training: ImageSubset, executor: any TensorExecutor
  ) throws -> ReconstructionMetrics? {
    let shape = training.images.shape
    let model = try TracedModel(network(for: shape), image: shape)
    let parameters = FlatVector(count: model.parameters.vectorCount)
    for (parameter, values) in try model.model.values(from: ScaledImages(training, scaling: .unit)) {
      guard let range = model.parameters.range(of: parameter) else { continue }
      parameters.replace(range, by: values)
    }
    let measurer = Measurer(scaling: .unit, seed: 0, executor: executor)
    return try measurer.measure(model, images, parameters: executor.makeVector(parameters))?.reconstruction
  }

  private func network(for shape: ImageShape) throws -> any Autoencoder {
    switch self {
    case .meanImage: return MeanImage(image: shape)
    case .principalComponents(let size):
      var configuration = PCA()
      configuration.codeSize = size
      return try configuration.makeModel(for: shape, loss: configuration.reconstructionLoss)
    }
  }
}

/// The reconstruction of every image as the mean of the training images.
private struct MeanImage: Autoencoder {
  let image: ImageShape
  /// `[c h w]`.
  let mean: Parameter

  init(image: ImageShape) {
    self.image = image
    mean = Parameter([image.elements], .constant(0), role: .statistic)
  }

  /// Zeros: an image leaves nothing in its code.
  func encode(_ images: Tensor) -> Tensor { 0 * images.flattened() }
  func decode(_ code: Tensor) -> DecoderOutput {
    DecoderOutput(code.adding(bias: code.graph.value(of: mean)).reshaped(to: image.dimensions))
  }

  var stages: [TrainingStage] { [] }

  func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])] {
    [(mean, try images.mean())]
  }
}
