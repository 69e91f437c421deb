import Autoencoders
import Diagnostics
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Safetensors
import Settings
import Tensors

extension Run {
  /// Restores `state` from the newest checkpoint, if there is one.
  func resume(_ state: inout TrainingState, executor: any TensorExecutor) throws {
    guard let checkpoint = directory.newestCheckpoint else { return }
    do {
      let stage = try Checkpoint.stage(of: checkpoint)
      if stage != state.stage { state.begin(stage, of: model, on: executor) }
      try Checkpoint.read(checkpoint, table: model.parameters, into: &state)
    } catch let error as SafetensorsError {
      let other = directory.epochCheckpoints.last { $0 != checkpoint }
      throw RunError(
        .badCheckpoint,
        Report(
          "the run cannot be resumed from its newest checkpoint: \(error.report.withoutPlaceAndCure)",
          place: checkpoint,
          cure: other.map { "remove it to resume from \($0)" } ?? "start again with --restart"),
        cause: error)
    }
  }

  /// Rejects a folder of weights without a training that could continue.
  ///
  /// They are imported ones, or those of a run that ended and whose checkpoints were removed. Training from new parameters
  /// would replace them.
  ///
  /// - Throws: ``RunError``; ``RunFileError``.
  func refuseToReplaceWeights() throws {
    guard directory.exists, directory.newestCheckpoint == nil else { return }
    let another = "train another run from its weights with --from \(name) and another --name"
    if let file = try RunFile(path: directory.runFile).record[RunFile.importedField] {
      throw RunError(
        .noCheckpoint,
        Report(
          "the run holds imported weights and no state of a training", place: directory.path,
          expected: "a checkpoint of an epoch", got: "the weights of \(file)",
          cure: "\(another), or replace them with --restart"))
    }
    guard FileManager.default.fileExists(atPath: directory.results) else { return }
    throw RunError(
      .noCheckpoint,
      Report(
        "the run is trained, and the checkpoints from which it would continue are gone", place: directory.checkpoints,
        expected: "a checkpoint of an epoch", got: "none",
        cure: "put them back, \(another), or start again with --restart"
      ))
  }

  /// Rejects settings, other than the number of epochs, when to save and what to record, that differ from those of the
  /// folder.
  func refuseOtherSettings() throws {
    guard directory.exists else {
      guard let checkpoint = directory.newestCheckpoint else { return }
      throw RunError(
        .otherSettings,
        Report(
          "the folder has a checkpoint, but no settings", place: directory.path,
          expected: "run.yaml beside \(checkpoint)", got: "none",
          cure: "put run.yaml back, give the run another --name, or start again with --restart"))
    }
    let differences = try self.differences(from: RunFile(path: directory.runFile))
    guard differences.isEmpty else {
      throw RunError(
        .otherSettings,
        Report(
          "the folder holds a run of other settings: \(differences.joined(separator: "; "))", place: directory.path,
          cure: "give the run another --name, or start again with --restart"))
    }
  }

  /// Each setting that differs from `old`, in words: `seed was 0, is 3`.
  private func differences(from old: RunFile) throws -> [String] {
    let before = try old.settings.resolved()
    var differences: [String] = []
    func compare<Value: Equatable>(_ field: String, _ was: Value, _ now: Value) {
      if was != now { differences.append("\(field) was \(was), is \(now)") }
    }
    compare("model", before.modelName, configuration.modelName)
    if before.modelName == configuration.modelName {
      for (was, now) in zip(before.model.settingTexts, configuration.model.settingTexts) {
        if now.text.contains("\n") {
          if was.text != now.text { differences.append("\(now.name) is another text") }
        } else {
          compare(now.name, was.text, now.text)
        }
      }
    }
    // The same images may have a name and a path: the fingerprint decides.
    let fingerprint = old.record["fingerprint"]
    if fingerprint != dataset.fingerprint {
      compare("dataset", before.dataset, configuration.dataset)
      if let fingerprint { compare("fingerprint of the images", fingerprint, dataset.fingerprint) }
    }
    var data = configuration.resolvedData
    data.validation = dataset.split
    for (was, now) in zip(before.resolvedData.settingValues, data.settingValues)
    where !["dataset", "root"].contains(now.name) { compare(now.name, was.value, now.value) }
    for (was, now) in zip(before.reading.settingValues, configuration.reading.settingValues)
    where !["memory_limit", "on_bad_image"].contains(now.name) { compare(now.name, was.value, now.value) }
    compare("corruption", before.training.corruption, configuration.training.corruption)
    compare("penalties", before.training.penalties, configuration.training.penalties)
    compare("loss", before.loss?.name ?? "", configuration.loss?.name ?? "")
    compare("start", before.start?.source ?? "", configuration.start?.source ?? "")
    compare("exclude", before.start?.excluded ?? [], configuration.start?.excluded ?? [])
    compare("train_only", before.training.trainable, configuration.training.trainable)
    compare("optimizer", before.optimizer.summary, configuration.optimizer.summary)
    compare("schedule", before.training.schedule.summary, configuration.training.schedule.summary)
    for (was, now) in zip(before.training.settingValues, configuration.training.settingValues)
    where !["epochs", "snapshot_interval", "film", "tensorboard"].contains(now.name) {
      compare(now.name, was.value, now.value)
    }
    return differences
  }
}
