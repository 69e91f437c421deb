import ImageShapes
import NeuralNetworks
import Tensors

/// A model traced for an evaluation: its images, their reconstructions and its loss.
struct EvaluationTrace {
  let graph: Graph
  /// The images in scaled pixels, `[n, c, h, w]`.
  let pixels: Tensor
  /// The network's input, `[n, c, h, w]`.
  let images: Tensor
  /// The reconstructions in the units of the network's input, and in scaled pixels.
  let reconstruction, reconstructedPixels: Tensor
  /// The mean loss of a batch, a scalar.
  let loss: Tensor
  /// The number of draws of noise for each image that the loss is a mean of; 0 for a loss without noise.
  let draws: Int

  /// Traces `model`, or one `stage` of its training.
  init(
    _ model: any Autoencoder, _ normalizer: ImageNormalizer, _ image: ImageShape, _ parameters: ParameterTable,
    stage: TrainingStage?
  ) {
    graph = Graph(parameters: parameters, purpose: .evaluation)
    pixels = graph.input("images", image.dimensions)
    let normalized = normalizer(pixels)
    let images = normalized.normalize(pixels)
    self.images = images
    reconstruction = stage?.reconstruct?(images) ?? model.reconstruct(images)
    reconstructedPixels = normalizer.kind == .none ? reconstruction : normalized.denormalize(reconstruction)
    func drawnLoss() -> Tensor {
      stage?.objectives.first?.loss(images, images) ?? model.loss(on: images, against: images)
    }
    let first = drawnLoss()
    draws = graph.hasDraws ? EvaluationProgram.draws : 0
    loss =
      draws > 1 ? (1 / Float(draws)) * (1..<draws).reduce(first) { sum, _ in sum + drawnLoss() } : first
  }
}

extension TracedModel {
  /// The loss and the squared errors of the reconstructions.
  ///
  /// A loss with noise, such as the evidence lower bound, is the mean over ``EvaluationProgram/draws`` draws for each
  /// image; reconstructions have no noise.
  ///
  /// - Parameter stage: A stage of training; nil for the whole model.
  public func evaluation(of stage: TrainingStage? = nil) throws -> EvaluationProgram {
    try EvaluationProgram(EvaluationTrace(model, normalizer, image, parameters, stage: stage))
  }

  /// The evaluation of the whole model, with what else can be measured of its reconstructions and codes.
  ///
  /// - Parameter pixels: The pixel range of training, black to white.
  package func measurement(in pixels: ClosedRange<Float>) throws -> EvaluationProgram {
    let trace = EvaluationTrace(model, normalizer, image, parameters, stage: nil)
    return try EvaluationProgram(trace, MeasuredResults(trace, model, image, pixels: pixels))
  }
}
