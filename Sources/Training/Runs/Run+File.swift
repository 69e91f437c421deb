import Autoencoders
import Clusters
import Files
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Settings
import Tensors

extension Run {
  /// The field of the record that holds the number of processes and the threads of each, `4 of 2 threads`.
  private static let processesField = "processes"

  /// Writes `run.yaml`: the settings, the record of what they were resolved to, and the history of later starts.
  ///
  /// Paths stay as they were first recorded, wherever the run is trained further; a new place of the images is added to the
  /// history.
  func writeRunFile(epochsDone: Int, _ executor: any TensorExecutor) throws {
    let earlier = directory.exists ? try RunFile(path: directory.runFile) : nil
    var resolved = configuration
    resolved.data.validation = dataset.split
    // Fewer epochs than are done remove none, so the file holds the number that the folder has.
    resolved.training.epochs = max(configuration.training.epochs, epochsDone / max(model.stages.count, 1))
    let processes = executor.processes
    var places = RecordedPlaces(dataset)
    var history = earlier?.history ?? []
    if let earlier {
      var entry = change(from: earlier, epochs: resolved.training.epochs, epochsDone: epochsDone)
      if let path = earlier.settings.data.dataset, let recorded = earlier.settings.places {
        (resolved.data.dataset, resolved.data.root) = (path, earlier.settings.data.root)
        if let path = places.dataset, ![recorded.dataset, recorded.newest].contains(path) { entry.datasetPath = path }
        places = recorded
      }
      if let before = earlier.device, before != executor.name, epochsDone > 0 {
        entry.device = "\(before), then \(executor.name)"
      }
      let before = earlier.record[Self.processesField] ?? processes
      if before != processes, epochsDone > 0 { entry.processes = "\(before), then \(processes)" }
      if !entry.isEmpty { history.append(entry) }
    }
    var record = [
      ("hourglass", Self.version),
      (executor.isAccelerator ? RunFile.deviceField : RunFile.instructionSetField, executor.name),
      (Self.processesField, processes),
      ("images", "\(dataset.shape)"), ("fingerprint", dataset.fingerprint),
    ]
    record.append((RunFile.imageCountsField, "\(dataset.training.count), \(dataset.validation.count)"))
    record += places.fields
    record += [("parameters", "\(model.parameterCount)"), ("loss", model.lossName)]
    let classNames = dataset.training.images.classNames
    if !classNames.isEmpty { record.append((RunFile.classNamesField, try classNames.jsonLine())) }
    try AtomicFile.write(text: RunFile.yaml(resolved, record: record, history: history), to: directory.runFile)
  }

  /// What this start changes of a run that `earlier` was written for.
  func change(from earlier: RunFile, epochs: Int, epochsDone: Int) -> RunHistoryEntry {
    var entry = RunHistoryEntry(epoch: epochsDone)
    guard let before = earlier.settings.training.values["epochs"].flatMap({ $0.integer() }), before != epochs else {
      return entry
    }
    (entry.epochsBefore, entry.epochs) = (before, epochs)
    guard epochsDone > 0, isStretched(from: before, to: epochs, epochsDone: epochsDone) else { return entry }
    let schedule = configuration.training.schedule
    entry.schedule =
      "\(schedule.name) stretched from \(before) to \(epochs) epochs after \(epochsDone); "
      + "a run of \(epochs) epochs from the start has other learning rates"
    return entry
  }

  /// Whether the epochs done had other learning rates than with `epochs` epochs from the start.
  private func isStretched(from before: Int, to epochs: Int, epochsDone: Int) -> Bool {
    let training = configuration.training
    let images = training.chunks.map { min($0.size, dataset.training.count) * $0.iterations } ?? dataset.training.count
    let steps = max(1, images / (training.batchSize * training.accumulation))
    func rates(_ epochs: Int) -> [Double] {
      (0..<min(epochsDone, before) * steps).map { step in
        training.schedule.rate(
          base: configuration.optimizer.learningRate, step: step, totalSteps: epochs * steps, stepsPerEpoch: steps)
      }
    }
    // A plateau's rates follow from the losses alone.
    return !training.schedule.dependsOnLoss && rates(before) != rates(epochs)
  }
}

extension TensorExecutor {
  /// The number of processes, and the threads of each on a processor: `4 of 2 threads`.
  fileprivate var processes: String {
    guard let threadCount else { return "\(communicator.size)" }
    return "\(communicator.size) of \(threadCount) \(threadCount == 1 ? "thread" : "threads")"
  }
}
