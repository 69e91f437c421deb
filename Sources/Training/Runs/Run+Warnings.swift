import Autoencoders
public import Diagnostics
import Foundation
import ImageData
import ImageShapes
import NeuralNetworks
import Settings
import Tensors

extension Run {
  /// What is allowed, but unlikely to be meant: targets out of the decoder's reach, batches too small for batch
  /// normalisation, a schedule stretched afterwards, a damaged log of the epochs done.
  ///
  /// - Parameter restart: Whether training starts again, whatever the folder holds.
  /// - Throws: `ShapeError` when the model cannot be traced; what is wrong with the run file in the folder.
  public func warnings(restart: Bool = false) throws -> [Report] {
    guard !model.stages.isEmpty else { return [] }
    var warnings = try rangeWarnings()
    if let report = try smallBatchWarning() { warnings.append(report) }
    if !restart {
      if let report = try stretchWarning() { warnings.append(report) }
      warnings += RunOverview(directory).damage
    }
    return warnings
  }

  // MARK: The range of the decoder's output

  private var loss: ReconstructionLoss { configuration.loss ?? configuration.model.reconstructionLoss }

  private func rangeWarnings() throws -> [Report] {
    let output = try model.outputRange()
    let training = configuration.training
    let target = training.range
    if loss.needsUnitTarget, try model.lastActivation() != .sigmoid {
      return [
        Report(
          "the loss takes the decoder's output as the argument of a sigmoid, and the decoder ends with another function",
          place: "loss \(loss.name)", expected: "a decoder that ends with a sigmoid", got: words(output),
          cure: "\(decoderCure("sigmoid"))use --loss mse")
      ]
    }
    let slack: Float = 1e-3
    guard target.lowerBound < output.lowerBound - slack || target.upperBound > output.upperBound + slack else {
      return []
    }
    let place =
      training.normalization == .none
      ? "scaling \(training.scaling)" : "normalization \(training.normalization.rawValue), scaling \(training.scaling)"
    return [
      Report(
        "reconstructions cannot reach their targets with the decoder's last activation", place: place,
        expected: "targets in \(words(output))", got: words(target),
        cure: "\(decoderCure("linear"))\(rangeCure(output))")
    ]
  }

  /// The flags that bring the targets into `output`.
  private func rangeCure(_ output: ClosedRange<Float>) -> String {
    let training = configuration.training
    func fits(_ scaling: PixelScaling, _ normalization: ImageNormalization) -> Bool {
      let range = normalization.range(of: scaling.range)
      return range.lowerBound >= output.lowerBound && range.upperBound <= output.upperBound
    }
    let scalings = [configuration.model.pixelRange] + PixelScaling.allCases
    if let scaling = scalings.first(where: { fits($0, training.normalization) }) { return "use --scaling \(scaling)" }
    if fits(training.scaling, .none) { return "use --normalization none" }
    if let scaling = scalings.first(where: { fits($0, .none) }) {
      return "use --normalization none and --scaling \(scaling)"
    }
    return "use another model"
  }

  /// The model's setting that makes `activation` the decoder's last; empty for a model without one.
  private func decoderCure(_ activation: String) -> String {
    let settings = type(of: configuration.model).settingDescriptions
    guard let setting = settings.first(where: { $0.name == "decoder_activation" || $0.name == "output_activation" }),
      case .choice(let words) = setting.type, words.contains(activation)
    else { return "" }
    return #"use --model-args '{"\#(setting.name)":"\#(activation)"}', or "#
  }

  private func words(_ range: ClosedRange<Float>) -> String {
    func word(_ bound: Float) -> String { bound.isFinite ? String(format: "%g", bound) : "no limit" }
    return range.lowerBound.isInfinite && range.upperBound.isInfinite
      ? "no limits" : "\(word(range.lowerBound))..\(word(range.upperBound))"
  }

  // MARK: Batch normalisation

  /// The problem of batch normalisation with a batch of one image; nil where no batch has one.
  package func smallBatchWarning() throws -> Report? {
    guard let values = try model.valuesPerBatchStatistic() else { return nil }
    let training = configuration.training
    let images = training.chunks.map { min($0.size, dataset.training.count) * $0.iterations } ?? dataset.training.count
    let size = min(training.batchSize, images)
    guard size == 1 || images % size == 1 else { return nil }
    let effect =
      values == 1
      ? "batch normalisation replaces the only value of each feature by a constant, and nothing can be learned from it"
      : "batch normalisation has one image's statistics in training, and others in evaluation"
    guard size > 1 else {
      return Report(
        "a batch has one image: \(effect)", place: "batch_size", expected: "2 or more", got: "1",
        cure: images == 1 ? "train on more images" : "use --batch-size \(fittingSize(near: 2, images))")
    }
    return Report(
      "the last batch of an epoch has one image: \(effect)", place: "batch_size",
      expected: "a size that does not leave one of \(images) images over", got: "\(size)",
      cure: "use --batch-size \(fittingSize(near: size, images))")
  }

  /// The batch size next to `size` that leaves no single image over.
  private func fittingSize(near size: Int, _ images: Int) -> Int {
    for distance in 0..<max(images, 2) {
      for candidate in [size + distance, size - distance]
      where candidate >= 2 && candidate <= max(images, 2) && images % candidate != 1 {
        return candidate
      }
    }
    return max(images, 2)
  }

  // MARK: Schedules

  private func stretchWarning() throws -> Report? {
    guard directory.exists, let checkpoint = directory.newestCheckpoint else { return nil }
    let done = try Checkpoint.position(of: checkpoint).epoch
    let change = change(
      from: try RunFile(path: directory.runFile), epochs: configuration.training.epochs, epochsDone: done)
    guard change.schedule != nil, let before = change.epochsBefore, let epochs = change.epochs else { return nil }
    return Report(
      "the schedule \(configuration.training.schedule.name) is stretched from \(before) to \(epochs) epochs, and the "
        + "\(done) epochs done had other learning rates than a run of \(epochs) epochs", place: name,
      cure: "for the same numbers as \(epochs) epochs at once, start again with --restart or under another --name")
  }
}
