import Autoencoders
import ImageData
import Foundation
import ImageFormats
import ImageShapes
import Tensors
public import Training

/// Everything measured of a model's reconstructions and codes, in one pass over images.
public struct ModelMeasurement: Codable, Hashable, Sendable {
  /// The mean loss, and the errors in the units that the network sees.
  public var evaluation: Evaluation
  /// The distances in pixels.
  public var reconstruction: ReconstructionMetrics
  /// The distances of each class, by its number; empty for images without classes.
  public var classes: [Int: ReconstructionMetrics]
  /// The images with the smallest and the largest distances; nil where none were asked for.
  public var ranking: ReconstructionRanking?
  /// -Σ (x log x' + (1 - x) log(1 - x')) in nats an image, with grey levels as probabilities, not drawn as 0 or 1; nil unless
  /// the decoder ends with a sigmoid and pixels lie in 0...1.
  public var crossEntropy: Double?
  /// The dimension of the embedding.
  public var codeSize: Int
  /// A normal code; nil for others.
  public var variational: VariationalMetrics?
  /// A code with zeros; nil for others.
  public var sparsity: SparsityMetrics?
  /// A quantised code; nil for others.
  public var codebook: CodebookMetrics?
}

/// Measures models on images.
struct Measurer {
  let scaling: PixelScaling
  /// The seed of noise.
  let seed: UInt64
  let executor: any TensorExecutor
  /// The draws of a normal code for the bound of the likelihood; 0 for none.
  var draws = 0
  /// The maximum number of best and of worst images to name; 0 for none.
  var ranked = 0
  /// The draws of one pass.
  private static let drawsPerPass = 10

  /// Measures `model` with `parameters`, a vector of the executor, on `images`; nil where there are none.
  ///
  /// - Throws: why an image cannot be read; `RunError` for images that the model cannot take.
  func measure(
    _ model: TracedModel, _ images: ImageSubset, parameters: any DeviceVector
  ) throws -> ModelMeasurement? {
    let evaluator = try Evaluator(model, isMeasuring: true, scaling: scaling, seed: seed, executor: executor)
    guard let measured = evaluator.evaluation.measured else { fatalError("an evaluation that measures nothing") }
    let sums = ReconstructionSums(
      elements: model.image.elements, pixelFactor: Double(scaling.toPixel.factor))
    var (all, classes, crossEntropy, drawn) = (sums, [Int: ReconstructionSums](), 0.0, 0.0)
    var errors = ImageErrors(elements: model.image.elements, pixelFactor: Double(scaling.toPixel.factor))
    var codes = CodeSums(size: measured.codes.shape.count, codebookSize: measured.codebookSize)
    let evaluation = try evaluator.evaluate(images, parameters: parameters) { batch, program in
      func values(_ result: TensorResult?) -> [Float]? { result.map { program.values(of: $0) } }
      let squared = program.values(of: evaluator.evaluation.pixelErrors)
      let absolute = program.values(of: measured.absoluteErrors)
      if ranked > 0 { errors.add(batch, squaredErrors: squared) }
      let (similarity, multiscale) = (values(measured.similarity), values(measured.multiscaleSimilarity))
      for image in 0..<batch.count {
        func add(to sums: inout ReconstructionSums) {
          sums.add(
            squared: squared[image], absolute: absolute[image], similarity: similarity?[image],
            multiscale: multiscale?[image])
        }
        add(to: &all)
        if let label = batch.labels?[image] { add(to: &classes[Int(label), default: sums]) }
      }
      crossEntropy += (values(measured.crossEntropies) ?? []).reduce(0) { $0 + Double($1) }
      drawn += (values(measured.drawnCrossEntropies) ?? []).reduce(0) { $0 + Double($1) }
      codes.add(
        program.values(of: measured.codes), divergences: values(measured.divergences),
        indices: values(measured.indices))
    }
    guard let evaluation, let reconstruction = all.metrics else { return nil }
    let count = Double(reconstruction.images)
    var variational = measured.divergences == nil ? nil : codes.variational
    if measured.drawnCrossEntropies != nil, var code = variational {
      code.reconstruction = drawn / count
      code.elbo = -drawn / count - code.divergence
      if draws > 0 {
        code.logLikelihood = try logLikelihood(of: model, images, parameters: parameters)
        code.logLikelihoodDraws = passes * Self.drawsPerPass
      }
      variational = code
    }
    return ModelMeasurement(
      evaluation: evaluation, reconstruction: reconstruction, classes: classes.compactMapValues(\.metrics),
      ranking: ranked > 0 ? errors.ranking(in: images, count: ranked) : nil,
      crossEntropy: measured.crossEntropies == nil ? nil : crossEntropy / count, codeSize: codes.size,
      variational: variational, sparsity: codes.sparsity,
      codebook: measured.codebookSize == nil ? nil : codes.codebook)
  }

  private var passes: Int { (draws + Self.drawsPerPass - 1) / Self.drawsPerPass }

  /// log (1 / k) Σ wᵢ over k draws, mean over images, in nats; nil for a model without importance weights.
  private func logLikelihood(
    of model: TracedModel, _ images: ImageSubset, parameters: any DeviceVector
  ) throws -> Double? {
    guard let (program, logWeights) = try model.logWeights(draws: Self.drawsPerPass) else { return nil }
    let prepared = executor.prepare(program, capacity: Evaluator.batchSize)
    let feed = ImageFeed(images, batchSize: Evaluator.batchSize)
    var (sum, count) = (0.0, 0)
    while let batch = try feed.next() {
      var likelihoods = [LogSum](repeating: LogSum(), count: batch.count)
      for pass in 0..<passes {
        // Draws depend on the seed and the image alone: each pass has a seed of its own.
        prepared.run(
          batch, scaling: scaling, parameters: parameters, gradients: nil,
          at: .evaluation(seed: seed &+ UInt64(pass) << 32, of: batch.images))
        for (index, value) in prepared.values(of: logWeights).enumerated() {
          likelihoods[index / Self.drawsPerPass].add(Double(value))
        }
      }
      for likelihood in likelihoods { sum += likelihood.logMean }
      count += batch.count
    }
    return sum / Double(max(count, 1))
  }
}

/// log Σ exp of values, one after another.
private struct LogSum {
  private var maximum = -Double.infinity
  private var scaled = 0.0
  private var count = 0

  mutating func add(_ value: Double) {
    count += 1
    if value > maximum {
      scaled = scaled * exp(maximum - value) + 1
      maximum = value
    } else {
      scaled += exp(value - maximum)
    }
  }

  /// The logarithm of the mean of exp of the values.
  var logMean: Double { maximum + log(scaled / Double(count)) }
}
