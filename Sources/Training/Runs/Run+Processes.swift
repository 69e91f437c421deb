import Autoencoders
import Clusters
import Diagnostics
import Foundation
import ImageData
import ImageFormats
import NeuralNetworks
import Tensors

// A run of several processes: rank 0 alone has its folder. The others receive the state that it starts from, and train
// on their shares of each batch.
extension Run {
  /// Trains as another process than rank 0.
  func follow(_ executor: any TensorExecutor, _ shouldStop: () -> Bool) throws -> TrainingOutcome {
    var state = TrainingState(
      model, optimizer: configuration.optimizer, seed: configuration.training.seed,
      averaging: configuration.training.averaging, executor: executor)
    // Rank 0 initializes or resumes the state, and later writes, while the others wait.
    let communicator = executor.communicator
    try communicator.atOwnPace {}
    state.takeOver(of: model, on: executor)
    let trainer = try Trainer(model, dataset, configuration.training, executor: executor)
    let outcome = try trainer.train(&state, shouldStop: shouldStop) { _, _ in }
    try communicator.atOwnPace {}
    switch outcome {
    case .completed:
      _ = try measureParts(state.evaluatedParameters, on: executor)
      try communicator.atOwnPace {}
    case .interrupted: try communicator.atOwnPace {}
    case .diverged(let step, let epoch, let batch, let loss):
      throw divergence(step: step, epoch: epoch, batch: batch, loss: loss)
    }
    return outcome
  }

  /// The metrics of rank 0's `parameters` on all images, of which each process measures its share.
  func measureParts(
    _ parameters: any DeviceVector, on executor: any TensorExecutor
  ) throws -> (training: Evaluation, validation: Evaluation?, test: Evaluation?) {
    let communicator = executor.communicator
    if communicator.size > 1 {
      let host = parameters.hostCopy()
      host.withUnsafeMutableBuffer { communicator.broadcast(UnsafeMutableRawBufferPointer($0), from: 0) }
      if !communicator.isFirst { parameters.write(host) }
    }
    let evaluator = try Evaluator(
      model, isMeasuring: false, scaling: configuration.training.scaling, seed: configuration.training.seed,
      isShared: true, executor: executor)
    guard let training = try evaluator.evaluate(dataset.training, parameters: parameters) else {
      fatalError("a run without training images")
    }
    return (
      training, try evaluator.evaluate(dataset.validation, parameters: parameters),
      try dataset.test.flatMap { try evaluator.evaluate($0.load(), parameters: parameters) }
    )
  }

  /// Rejects processes that would not train the same run: with other images, labels or settings.
  ///
  /// - Parameters:
  ///   - communicator: The processes.
  ///   - check: What each checks by itself before.
  /// - Throws: what `check` throws; ``RunError``, the same in every process.
  func checkProcesses(_ communicator: any Communicator, after check: () throws -> Void) throws {
    guard communicator.size > 1 else { return try check() }
    // The same images may have another path on each host: the fingerprints decide.
    var configuration = configuration
    (configuration.data.dataset, configuration.data.root) = (nil, nil)
    let (own, copies) = try communicator.atOwnPace {
      try check()
      let parts = try dataset.parts()
      let copies = ImageCopies(of: parts, reading: configuration.reading)
      let start = ProcessStart(
        host: communicator.host, images: parts.flatMap { ImageIdentity.all($0.what, $0.images) },
        copies: copies.overviews, settings: try RunFile.yaml(configuration, record: []))
      return (start, copies)
    }
    let all = communicator.gather(own)
    for (rank, process) in all.enumerated() {
      let place = "process \(rank) on \(process.host)"
      for (expected, got) in zip(all[0].images, process.images) where expected != got {
        throw RunError(
          .otherSettings,
          Report(
            "a process has other \(got.what) than process 0", place: place, expected: expected.identity,
            got: got.identity, cure: "give every host the same images, or a folder that all of them share"))
      }
      guard process.settings == all[0].settings else {
        let lines = firstDifference(all[0].settings, process.settings)
        throw RunError(
          .otherSettings,
          Report(
            "a process was started with other settings than process 0", place: place, expected: lines.0, got: lines.1,
            cure: "start all processes with the same command and the same run file"))
      }
    }
    try copies.check(
      all.map(\.copies), hosts: all.map(\.host), limit: configuration.reading.comparedBytes, communicator)
  }
}

/// The first lines of two texts that differ, with nothing where a text has no such line.
private func firstDifference(_ expected: String, _ got: String) -> (String, String) {
  let lines = [expected, got].map { $0.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) } }
  let count = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
  func line(_ lines: [String]) -> String { count < lines.count ? lines[count] : "nothing" }
  return (line(lines[0]), line(lines[1]))
}

/// What a process is about to train.
private struct ProcessStart: Codable {
  let host: String
  let images: [ImageIdentity]
  let copies: [ImageCopies.Overview?]
  let settings: String
}

/// What identifies the images of a part, or their labels.
private struct ImageIdentity: Codable, Hashable {
  /// What is identified: `validation images`.
  let what: String
  let identity: String

  /// What identifies the images and the labels of a part; nil for a part that has none.
  static func all(_ name: String, _ part: ImageSubset?) -> [ImageIdentity] {
    let images = part.map { "\(Figures.count($0.count, "image")) of \($0.images.fingerprint)" }
    let labels = part?.images.labelFingerprint.map { "labels of \($0)" }
    return [
      ImageIdentity(what: name, identity: images ?? "none"),
      ImageIdentity(what: "labels of \(name)", identity: labels ?? "none"),
    ]
  }
}

extension Dataset {
  /// All parts with their names: the same list on every process.
  fileprivate func parts() throws -> [(what: String, images: ImageSubset?)] {
    [("training images", training), ("validation images", validation), ("test images", try test?.load())]
  }
}
