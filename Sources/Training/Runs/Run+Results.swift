import Autoencoders
import Clusters
import Files
import ImageData
import Tensors

extension Run {
  /// Measures the best checkpoint on all images, together with the other processes, and writes the results.
  func writeResults(
    _ state: TrainingState, _ log: MetricsLog, executor: any TensorExecutor
  ) throws -> RunResults {
    let (training, validation, test) = try measureParts(trainedParameters(on: executor), on: executor)
    return try executor.communicator.atOwnPace { try write(state, log, training, validation, test) }
  }

  private func write(
    _ state: TrainingState, _ log: MetricsLog, _ training: Evaluation, _ validation: Evaluation?, _ test: Evaluation?
  ) throws -> RunResults {
    let epochs = try log.epochs()
    let results = RunResults(
      run: name, directory: directory.path, model: configuration.model.title, dataset: dataset.title,
      parameters: model.parameterCount, epochs: state.epoch, steps: state.step,
      bestEpoch: state.bestEpoch, seconds: epochs.reduce(0) { $0 + $1.seconds },
      imagesPerSecond: epochs.last?.imagesPerSecond ?? 0, lossName: model.lossName, lossDraws: model.lossDraws,
      loss: training.loss, mse: training.mse, mse01: training.mse01, sse: training.sse, psnr: training.psnr,
      validation: validation,
      test: test)
    try AtomicFile.write(text: results.jsonLine() + "\n", to: directory.results)
    try ResultFiles(runs: runs).note(
      model: configuration.model.title, run: name, validation: validation?.loss, test: test?.loss)
    return results
  }
}
