import ArgumentParser
import Benchmarking
import CPUEngine
import Clusters
import Foundation
import Hourglass
import ImageShapes
import Tensors

/// Trains runs, and prints their progress.
struct RunSession {
  /// The executor, unless there is a choice.
  let executor: any TensorExecutor
  /// Chooses the executor of each run; nil where there is one for all.
  let choice: DeviceChoice?
  /// The folder of all runs.
  let runs: String
  /// Whether runs start again.
  let restart: Bool
  /// Whether each run's results are printed as a JSON object.
  let printsJSON: Bool

  /// Trains the run of `configuration` to its end.
  /// - Throws: an exit code when asked to stop.
  @discardableResult
  func train(_ configuration: RunConfiguration) throws -> RunResults? {
    var configuration = configuration
    configuration.reading.note = Console.note
    let isFirst = executor.communicator.isFirst
    // Processes of a host share its memory and its processors.
    var reading = configuration
    reading.reading.memoryLimit /= executor.communicator.localSize
    reading.reading.threads = max(1, reading.reading.threads / executor.communicator.localSize)
    let environment = ProcessInfo.processInfo.environment
    if let bytes = try Clusters.comparedBytes(environment: environment) { configuration.reading.comparedBytes = bytes }
    // Hosts read from file systems of different speed.
    let (dataset, run) = try executor.communicator.atOwnPace {
      let dataset =
        isFirst
        ? try reading.loadDataset(environment: environment, progress: Console.readingProgress)
        : try reading.loadDataset(environment: environment)
      return (dataset, try Run(configuration, dataset: dataset, runs: runs))
    }
    guard isFirst else { return try follow(run) }
    let hasSteps = !run.model.stages.isEmpty
    print(
      "\(configuration.model.title) on \(dataset.title), "
        + (hasSteps ? configuration.optimizer.summary : "computed from the training images at once"))
    let corruption = configuration.training.corruption
    if corruption != .none { print("corruption \(corruption)") }
    if !configuration.augmentations.isEmpty { print("augmentation \(configuration.augmentations)") }
    let processes = executor.communicator.size
    if processes > 1 { print("processes \(processes)") }
    print("run \(run.name) in \(run.directory.path)")
    Interruption.watch()
    let device = try choice?.executor(for: run) ?? executor
    let printer = TrainingPrinter(hasSteps: hasSteps)
    defer { printer.end() }
    let processor = device as? CPUExecutor
    let profile = processor?.isProfiling == true ? TrainingProfile() : nil
    let (outcome, results) = try run.train(
      restart: restart, executor: device, stopwatch: profile,
      observers: run.recorders { Console.warning("\($0)") }, onEvent: printer.show,
      shouldStop: { Interruption.isRequested })
    printer.end()
    let stopped = Interruption.exitCode(ofAny: device.communicator)
    if let processor, let report = profile?.report(processor) { try show(report, run) }
    if case .interrupted(let step) = outcome {
      print("stopped after step \(step) and saved; run the same command to resume")
      throw ExitCode(stopped ?? Interruption.exitCode)
    }
    try device.communicator.atOwnPace {
      if let results { try report(results, run, device, hasTrained: printer.hasTrained) }
    }
    // A request to stop after the last step: everything is saved, and the exit code reports the request.
    if let stopped { throw ExitCode(stopped) }
    if Interruption.isRequested { throw ExitCode(Interruption.exitCode) }
    return results
  }

  /// Trains as another process than the first, which alone prints.
  private func follow(_ run: Run) throws -> RunResults? {
    Interruption.watch()
    let outcome = try run.train(
      restart: restart, executor: executor, shouldStop: { Interruption.isRequested }
    ).outcome
    let stopped = Interruption.exitCode(ofAny: executor.communicator)
    // The first process prints and draws the results.
    if outcome == .completed { try executor.communicator.atOwnPace {} }
    if let stopped { throw ExitCode(stopped) }
    return nil
  }

  /// Prints where the time went, and writes it into the run's folder.
  private func show(_ report: ProfileReport, _ run: Run) throws {
    let peaks = report.peaks
    print(
      "\(Figures.count(report.steps)) steps in \(Figures.duration(report.seconds)), "
        + "\(Figures.count(Int(Double(report.images) / max(report.seconds, 1e-9)))) images/s; the machine does "
        + "\(Int(peaks.gflopPerSecond)) GFLOP/s and \(Int(peaks.gbPerSecond)) GB/s; milliseconds of a step:")
    for line in ProfileTable(report.lines, peaks: peaks).text { print(line) }
    try AtomicFile.write(text: report.jsonLine() + "\n", to: run.directory.profile)
    print("profile    \(run.directory.profile)")
  }

  private func report(_ results: RunResults, _ run: Run, _ executor: any TensorExecutor, hasTrained: Bool) throws {
    if hasTrained {
      print(
        "trained \(Figures.count(results.steps)) steps in \(Figures.duration(results.seconds)), "
          + "\(Figures.count(Int(results.imagesPerSecond))) images/s")
    } else if run.model.stages.isEmpty {
      print("computed from the training images; there is nothing to train")
    } else {
      print(
        "nothing left to train: \(results.epochs) epochs are done; train more --epochs, or start again with --restart")
    }
    print("metrics of the best epoch, \(results.bestEpoch):")
    let measured = [("train", results.train), ("validation", results.validation), ("test", results.test)]
    let parts = measured.compactMap { part in part.1.map { (part.0, $0) } }
    for line in Figures.table(parts, lossName: results.lossName, draws: results.lossDraws ?? 0).lines { print(line) }
    print("checkpoint \(run.directory.bestCheckpoint)")
    let bad = run.dataset.badImages.count
    if bad > 0 {
      print("\(bad) \(bad == 1 ? "image" : "images") could not be read and were skipped: \(run.directory.badImages)")
    }
    if let picture = try draw(run, executor) { print("picture    \(picture)") }
    if printsJSON { print(try results.jsonLine()) }
  }

  /// Draws the first images above their reconstructions into the run's folder; nil for images that are not pictures.
  private func draw(_ run: Run, _ executor: any TensorExecutor) throws -> String? {
    guard Picture.Colour(rawValue: run.model.image.channels) != nil else { return nil }
    let path = "\(run.directory.images)/reconstructions.png"
    try run.reconstructionPicture(of: run.firstImages(20), executor: executor).write(to: path)
    return path
  }
}
