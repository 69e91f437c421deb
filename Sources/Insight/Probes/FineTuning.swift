import Autoencoders
import ImageData
import NeuralNetworks
import Tensors
import Training

/// The encoder of a run and a linear layer, trained together to classify.
///
/// Both start where the run ended and from zero. As G. E. Hinton and R. Salakhutdinov (2006) and S. Rifai et al. (2011)
/// use an autoencoder to start a classifier.
struct FineTuning {
  static let schedule = ClassifierSchedule(epochs: 10, minSteps: 500)

  private let trained: TrainedClassifier

  /// Trains on `training`, whose images have classes.
  ///
  /// - Throws: `RunError` when the training diverges; why an image cannot be read.
  init(_ run: Run, training: ImageSubset, executor: any TensorExecutor) throws {
    let classes = Int(training.labels?.max() ?? 0) + 1
    let settings = run.configuration.training
    trained = try TrainedClassifier(
      training: Self.classifier(
        run.model.model, codeSize: try run.model.encoding().code.shape.count, classes: classes),
      on: training, Self.schedule, seed: settings.seed, scaling: settings.scaling,
      normalization: run.model.normalizer.kind,
      start: { table, start in
        let values = try run.trainedParameters()
        for entry in run.model.parameters {
          guard let target = table.first(where: { $0.name == entry.name }) else { continue }
          start.withUnsafeMutableBuffer { all in
            values.withUnsafeBuffer { values in
              for (to, from) in zip(target.range, entry.range) { all[to] = values[from] }
            }
          }
        }
      }, executor: executor)
  }

  /// The class of each image of `images`.
  func classes(of images: ImageSubset) throws -> [Int32] { try trained.classes(of: images) }

  private static func classifier(
    _ model: some Autoencoder, codeSize: Int, classes: Int
  ) -> any ImageClassifier {
    EncoderClassifier(base: model, output: Linear(codeSize, classes, weight: .constant(0), bias: .constant(0)))
  }
}

/// An encoder and a linear layer after its code.
private struct EncoderClassifier<Base: Autoencoder>: ImageClassifier, NamedParts {
  let base: Base
  let output: Linear

  var namedParts: [(name: String, part: Any)] { [("", base), ("classifier", output)] }
  var classes: Int { output.bias.count }

  func encode(_ images: Tensor) -> Base.Code { base.encode(images) }
  func decode(_ code: Base.Code) -> DecoderOutput { base.decode(code) }
  func embedding(of images: Tensor) -> Tensor { base.embedding(of: images) }
  func scores(of images: Tensor) -> Tensor { output(base.embedding(of: images)) }
}
