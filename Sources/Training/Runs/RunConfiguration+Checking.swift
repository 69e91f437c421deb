import Autoencoders
import Diagnostics
import ImageData
import ImageShapes
import NeuralNetworks
import Settings

extension RunConfiguration {
  /// Rejects settings that contradict each other.
  /// - Throws: `LossError`, `SettingError`.
  package func check() throws {
    try checkFullBatch()
    try checkMean()
    try training.schedule.check(base: optimizer.learningRate, epochs: training.epochs)
    let loss = loss ?? model.reconstructionLoss
    guard !loss.needsUnitTarget || training.scaling.isWithinUnit else {
      throw LossError(
        .target,
        Report(
          "a cross-entropy needs pixels from 0 to 1", place: "scaling", expected: "0..1 or /256",
          got: training.scaling.rawValue, cure: "use --scaling 0..1, or --loss mse"))
    }
    guard !loss.needsUnitTarget || training.normalization == .none else {
      throw LossError(
        .target,
        Report(
          "a cross-entropy needs targets from 0 to 1, which normalized images are not", place: "normalization",
          expected: "none", got: training.normalization.rawValue, cure: "use --normalization none, or --loss mse"))
    }
  }
}

extension RunConfiguration {
  /// Rejects a mean that nothing subtracts.
  private func checkMean() throws(RunFileError) {
    guard let meanFile = data.mean, ![.meanImage, .meanPixel].contains(training.normalization) else { return }
    throw RunFileError(
      .badValue,
      Report(
        "the mean is not used", place: "mean", got: meanFile,
        cure: "add --normalization mean-image or mean-pixel, or leave it out"))
  }

  /// Rejects settings that have no meaning with a full-batch optimiser.
  private func checkFullBatch() throws(RunFileError) {
    guard optimizer.isFullBatch else { return }
    let given = [
      ("accumulation", training.accumulation > 1), ("clip_norm", training.clipNorm != nil),
      ("clamp", training.clamp != nil), ("schedule", training.schedule != .fixed),
      ("chunk", training.chunks != nil), ("augmentation", !augmentations.isEmpty),
    ]
    guard let conflict = given.first(where: { $0.1 })?.0 else { return }
    throw RunFileError(
      .badValue,
      Report(
        "\(optimizer.name) is a full-batch optimiser with a line search, which has no use for this setting",
        place: conflict, expected: "none", cure: "leave it out, or use another optimiser, such as adam"))
  }
}
