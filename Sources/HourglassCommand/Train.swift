import ArgumentParser
import Clusters
import Foundation
import Hourglass
import Tensors
import XLAEngine

/// The command `hourglass train`.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model; the same command again resumes it.",
    discussion: """
      Settings come from a preset, a run file (YAML) or flags; flags override the others. Ctrl-C finishes the step, \
      saves and exits with 130. The run's folder holds run.yaml, metrics.jsonl, checkpoints, results.json, a film of \
      reconstructions (`hourglass film`) and event files for TensorBoard (tensorboard --logdir runs).

        hourglass train --model SingleLayerCAE --dataset mnist \\
          --optimizer adam --optimizer-args '{"learning_rate":1e-5}' \\
          --batch-size 1024 --epochs 150
        hourglass train --preset hinton-deep

      A run file whose fields hold lists trains one run for each combination of their values.
      """)

  @Argument(help: ArgumentHelp("A run file.", valueName: "runfile.yaml"))
  var runFile: String?

  @Option(help: "Start from the settings of this preset; `hourglass presets` lists them.")
  var preset: String?

  @Option(
    parsing: .unconditional, help: "Train only this many runs of a file with lists, drawn by --seed. (default: all)")
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      "Draw the first images above the network's corrupted input, and train nothing.", valueName: "picture.png"),
    transform: FlagValues.picture)
  var showCorruption: PictureOutput?

  @Flag(help: "Show how the learning rate would change, and train nothing.")
  var showSchedule = false

  @Option(
    help: ArgumentHelp("Draw the picture of --show-schedule to this file.", valueName: "picture.png"),
    transform: FlagValues.picture)
  var schedulePicture: PictureOutput?

  @OptionGroup var options: SettingsOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var runs: RunsOption

  @Flag(help: "Remove the run of this name and start again.")
  var restart = false

  @Flag(help: "Print where the time went, and write profile.json.")
  var profile = false

  @Flag(help: "Print a JSON object as the last line of each run.")
  var json = false

  /// Whether it trains, and does not only show what a training would do.
  var isTraining: Bool { !showSchedule && schedulePicture == nil && showCorruption == nil }

  func validate() throws {
    if let sample, sample < 1 { throw ValidationError("--sample: expected 1 or more, got \(sample)") }
    guard runFile == nil || preset == nil else {
      throw ValidationError("a run file and --preset were given; give one of them")
    }
    guard runFile == nil else { return }
    if preset == nil { try requireModelAndDataset() }
    // Errors in a model file are not wrong usage: they are reported when the command runs.
    guard options.modelFile == nil else { return }
    try FlagValues.checked { for settings in try allSettings(options.settings()) { _ = try settings.resolved() } }
  }

  private func requireModelAndDataset() throws {
    if options.parts.given.model == nil {
      throw ValidationError(
        "no model; give --model (`hourglass models` lists them), --preset or a run file")
    }
    if options.data.given.dataset == nil {
      throw ValidationError("no data set; give --dataset (a name such as fashion-mnist, or a path) or a run file")
    }
  }

  func run() throws {
    do {
      try train()
    } catch let error as NetworkError {
      throw options.modelFile.map(error.located) ?? error
    }
  }

  private func train() throws {
    let flags = try options.settings()
    // Every run is checked before the first starts.
    let configurations = try allSettings(flags).map { try $0.resolved() }
    if showSchedule || schedulePicture != nil { return try showSchedule(of: configurations[0]) }
    if let showCorruption { return try show(configurations[0], in: showCorruption) }
    let launched = Clusters.launched(environment: ProcessInfo.processInfo.environment)
    if try compute.name == .auto, let launched {
      throw ValidationError(
        "--device: one process alone measures the devices, and \(launched.size) were started; "
          + "expected cpu or a device's name, got auto")
    }
    let work = "train of \(Figures.count(configurations.count, "run"))"
    let communicator = try Clusters.join(program: BuildText.program(work))
    do {
      try train(configurations, communicator)
    } catch let error where communicator.size > 1 && !(error is ExitCode) {
      // What is wrong in all processes is printed by the first, whose exit ends the others.
      guard !communicator.isFirst else { throw error }
      Thread.sleep(forTimeInterval: 3)
      communicator.abort(error, code: ExitCode.failure.rawValue)
    }
  }

  private func train(_ configurations: [RunConfiguration], _ communicator: any Communicator) throws {
    let choice = try !profile && communicator.size == 1 ? DeviceChoice(compute, restart: restart) : nil
    let executor: any TensorExecutor =
      if try profile || compute.name == .auto {
        try compute.processor(isProfiling: profile, sharedBy: communicator)
      } else {
        try compute.executor(sharedBy: communicator) { error in
          // What is wrong on all devices is printed by the first process, whose exit ends the others.
          if !communicator.isFirst { Thread.sleep(forTimeInterval: 3) }
          ComputeOptions.endTraining(error)
        }
      }
    let session = RunSession(
      executor: executor, choice: choice, runs: runs.folder, restart: restart, printsJSON: json)
    guard configurations.count > 1 else {
      for configuration in configurations { try session.train(configuration) }
      return
    }
    var table = Table(["run", "validation", "mse01", "psnr (dB)"])
    for (index, configuration) in configurations.enumerated() {
      if communicator.isFirst { print("\nrun \(index + 1) of \(configurations.count)") }
      guard let results = try session.train(configuration) else { continue }
      let metrics = results.validation ?? results.train
      table.add([
        results.run, metrics.map { Figures.number($0.loss) } ?? "-", metrics.map { Figures.number($0.mse01) } ?? "-",
        metrics.map { Figures.decibels($0.psnr) } ?? "-",
      ])
    }
    guard communicator.isFirst else { return }
    print("")
    table.print()
  }

  /// Draws the first training images above the network's input in the first step.
  private func show(_ configuration: RunConfiguration, in output: PictureOutput) throws {
    let dataset = try configuration.loadDataset(environment: ProcessInfo.processInfo.environment)
    let first = try dataset.training.readable(20)
    let training = configuration.training
    func pixels(_ corruption: Corruption) throws -> [Float] {
      try Corruptor(corruption, image: dataset.shape, scaling: training.scaling, executor: compute.executor())
        .corrupted(first, seed: training.seed)
    }
    try output.write(
      ReconstructionGrid().composed(
        originals: pixels(.none), reconstructions: pixels(training.corruption), shape: dataset.shape))
    print("corruption \(configuration.training.corruption)")
    print("picture    \(output)")
  }

  /// Prints the learning rate from the first step to the last, and draws it where a picture is given.
  private func showSchedule(of configuration: RunConfiguration) throws {
    let dataset = try configuration.loadDataset(environment: ProcessInfo.processInfo.environment)
    let training = configuration.training
    let steps = (dataset.training.count + training.batchSize - 1) / training.batchSize
    let plot = SchedulePlot(
      training.schedule.preview(
        base: configuration.optimizer.learningRate, totalSteps: steps * training.epochs, stepsPerEpoch: steps))
    print("\(training.schedule.summary); \(training.epochs) epochs of \(steps) steps")
    print(plot.text(width: min(Console.width, 100)))
    guard let schedulePicture else { return }
    try schedulePicture.write(plot.picture())
    print("picture    \(schedulePicture)")
  }

  /// The settings of each run to train.
  private func allSettings(_ flags: RunSettings) throws -> [RunSettings] {
    if let preset { return [try PresetCatalogue.preset(named: preset).settings().overridden(by: flags)] }
    guard let runFile else { return [flags] }
    var sweep = try Sweep(path: runFile)
    if let sample { sweep.sample(sample, seed: options.training.given.seed) }
    return sweep.settings(overriddenBy: flags)
  }
}
