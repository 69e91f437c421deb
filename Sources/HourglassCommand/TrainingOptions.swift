import ArgumentParser
import Hourglass

/// The flags that say how to train, each a field of the section `training` of a run file.
struct TrainingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Images of a batch. (default: 128)")
  var batchSize: Int?

  @Option(parsing: .unconditional, help: "Passes over the training images, in each stage of training. (default: 20)")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Batches whose gradients make up one step. (default: 1)")
  var accumulation: Int?

  @Option(
    name: .customLong("l2-penalty"), parsing: .unconditional,
    help: "The factor of half the sum of squared weights. (default: 0)")
  var l2Penalty: Double?

  @Option(parsing: .unconditional, help: "The greatest length of a step's gradient. (default: none)")
  var clipNorm: Double?

  @Option(parsing: .unconditional, help: "The greatest size of each element of the gradient. (default: none)")
  var clamp: Double?

  @Option(
    parsing: .unconditional,
    help: "Evaluate a running average of the parameters that keeps this much of itself, such as 0.999. (default: none)")
  var averaging: Double?

  @Option(parsing: .unconditional, help: "Stop after this many validations without improvement. (default: none)")
  var patience: Int?

  @Option(
    parsing: .unconditional, help: "Epochs, or a fraction, between validations; 0: at the end alone. (default: 1)")
  var validationInterval: Double?

  @Option(
    parsing: .unconditional, help: "Epochs, or a fraction, between checkpoints; 0: at the end alone. (default: 1)")
  var snapshotInterval: Double?

  @Option(help: "Whether each epoch has an order of its own. (default: true)")
  var shuffle: Bool?

  @Option(
    parsing: .unconditional,
    help: "Train on this many images for --iterations passes, then on the next: an epoch is one such piece.")
  var chunk: Int?

  @Option(parsing: .unconditional, help: "Passes over each --chunk. (default: 1)")
  var iterations: Int?

  @Option(
    parsing: .unconditional, help: "The seed of initial values, shuffling and noise. (default: 0)",
    transform: FlagValues.seed)
  var seed: UInt64?

  func validate() throws {
    var settings = TrainingSettings(scaling: .unit)
    try FlagValues.checked {
      for (field, value) in fields.sorted(by: { $0.key < $1.key }) { try settings.set(field, to: value) }
    }
  }

  /// The flags given, by the names of their fields.
  var fields: [String: String] {
    let all: [String: (any LosslessStringConvertible)?] = [
      "batch_size": batchSize, "epochs": epochs, "accumulation": accumulation, "l2_penalty": l2Penalty,
      "clip_norm": clipNorm, "clamp": clamp, "averaging": averaging, "patience": patience,
      "validation_interval": validationInterval, "snapshot_interval": snapshotInterval, "shuffle": shuffle,
      "chunk": chunk, "iterations": iterations, "seed": seed,
    ]
    return all.compactMapValues { $0.map { "\($0)" } }
  }
}
