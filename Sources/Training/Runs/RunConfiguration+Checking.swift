import Autoencoders
import Diagnostics
import ImageData
import NeuralNetworks

extension RunConfiguration {
  /// Refuses settings that do not go together.
  /// - Throws: `LossError`, `ScheduleError`.
  func check() throws {
    try training.schedule.check(base: optimizer.learningRate, epochs: training.epochs)
    let loss = loss ?? model.reconstructionLoss
    guard !loss.needsUnitTarget || training.scaling.isWithinUnit else {
      throw LossError(
        .target,
        Report(
          "a cross-entropy needs pixels from 0 to 1", place: "scaling", expected: "0..1 or /256",
          got: training.scaling.rawValue, cure: "use --scaling 0..1, or --loss mse"))
    }
  }
}

extension PixelScaling {
  /// Whether all pixels lie in [0, 1].
  var isWithinUnit: Bool { offset >= 0 && 255 * scale + offset <= 1 }
}
