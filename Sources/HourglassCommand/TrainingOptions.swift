import ArgumentParser
import Hourglass

/// The flags that say how to train, each a setting of the section `training` of a run file.
struct TrainingOptions: ParsableArguments {
  @Option(setting: "batch_size", of: TrainingSettings.self) var batchSize: GivenSetting?
  @Option(setting: "epochs", of: TrainingSettings.self) var epochs: GivenSetting?
  @Option(setting: "accumulation", of: TrainingSettings.self) var accumulation: GivenSetting?
  @Option(setting: "l2_penalty", of: TrainingSettings.self) var l2Penalty: GivenSetting?
  @Option(setting: "clip_norm", of: TrainingSettings.self) var clipNorm: GivenSetting?
  @Option(setting: "clamp", of: TrainingSettings.self) var clamp: GivenSetting?
  @Option(setting: "averaging", of: TrainingSettings.self) var averaging: GivenSetting?
  @Option(setting: "patience", of: TrainingSettings.self) var patience: GivenSetting?
  @Option(setting: "validation_interval", of: TrainingSettings.self) var validationInterval: GivenSetting?
  @Option(setting: "snapshot_interval", of: TrainingSettings.self) var snapshotInterval: GivenSetting?
  @Option(setting: "shuffle", of: TrainingSettings.self) var shuffle: GivenSetting?
  @Option(setting: "chunk", of: TrainingSettings.self) var chunk: GivenSetting?
  @Option(setting: "iterations", of: TrainingSettings.self) var iterations: GivenSetting?
  @Option(setting: "seed", of: TrainingSettings.self) var seed: GivenSetting?
}
