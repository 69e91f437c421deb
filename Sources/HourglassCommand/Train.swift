import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass train`.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model; the same command again resumes it.",
    discussion: """
      Settings come from a run file (YAML) or from flags; flags override the file. Ctrl-C finishes the step, saves \
      and exits with 130. The run's folder holds run.yaml, metrics.jsonl, checkpoints and results.json.

        hourglass train --model SingleLayerCAE --dataset mnist \\
          --optimizer adam --optimizer-args '{"learning_rate":1e-5}' \\
          --batch-size 1024 --epochs 150
      """)

  @Argument(help: ArgumentHelp("A run file.", valueName: "runfile.yaml"))
  var runFile: String?

  @Option(help: "The model; `hourglass models` lists them.")
  var model: String?

  @Option(help: ArgumentHelp("Fields of the model as JSON, such as '{\"filters\":16}'.", valueName: "json"))
  var modelArgs: String?

  @Option(help: "A data set's name (mnist, fashion-mnist) or the path of an IDX file or folder.")
  var dataset: String?

  @Option(help: ArgumentHelp("A folder that holds data sets.", valueName: "dir"))
  var dataRoot: String?

  @Option(parsing: .unconditional, help: "The pixels' range: 0..1, -1..1, -0.5..0.5 or /256. (default: the model's)")
  var scaling: String?

  @Option(help: "What validates: 'first 5000', '10%' or 'none'. (default: the data set's)")
  var validation: String?

  @Option(help: "adam, sgd, momentum or adagrad. (default: adam)")
  var optimizer: String?

  @Option(help: ArgumentHelp("The optimiser's arguments, such as '{\"learning_rate\":1e-5}'.", valueName: "json"))
  var optimizerArgs: String?

  @Option(parsing: .unconditional, help: "The learning rate; the same as in --optimizer-args.")
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "The loss, such as bce, or several with weights as JSON: '{\"bce\":1,\"mse\":0.1}'. (default: the model's)",
      valueName: "loss"))
  var loss: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("Begin with the parameters of this run, or of a checkpoint's file.", valueName: "run"))
  var startSource: String?

  @Option(help: ArgumentHelp("Layers not to take from it, such as decoder,encoder.0.", valueName: "layers"))
  var exclude: String?

  @Option(help: ArgumentHelp("The only layers to train, such as decoder,encoder.0.", valueName: "layers"))
  var trainOnly: String?

  @OptionGroup(title: "Training") var training: TrainingOptions

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var runs: RunsOption

  @Option(help: "The run's name. (default: one made from the settings)")
  var name: String?

  @Flag(help: "Remove the run of this name and begin anew.")
  var restart = false

  @Flag(help: "Print one JSON object as the last line.")
  var json = false

  func validate() throws {
    guard runFile == nil else { return }
    if model == nil {
      throw ValidationError("no model; give --model (\(ModelCatalogue.names.joined(separator: ", "))) or a run file")
    }
    if dataset == nil {
      throw ValidationError("no data set; give --dataset (a name such as fashion-mnist, or a path) or a run file")
    }
  }

  func run() throws {
    let settings = try (runFile.map { try RunFile(path: $0).settings } ?? RunSettings()).overridden(by: flags())
    let configuration = try settings.resolved()
    let executor = try compute.executor()
    let dataset = try configuration.loadDataset(environment: ProcessInfo.processInfo.environment)
    let run = try Run(configuration, dataset: dataset, runs: runs.folder)
    print("\(configuration.modelName) on \(dataset.title), \(configuration.optimizer.summary)")
    print("run \(run.name) in \(run.directory.path)")
    Interruption.watch()
    let printer = TrainingPrinter()
    defer { printer.end() }
    let (outcome, results) = try run.train(
      restart: restart, executor: executor, onEvent: printer.show, shouldStop: { Interruption.isRequested })
    printer.end()
    if case .interrupted(let step) = outcome {
      print("stopped after step \(step) and saved; the same command goes on from there")
      throw ExitCode(Interruption.exitCode)
    }
    guard let results else { return }
    try report(results, run, hasTrained: printer.hasTrained, executor)
    // Asked to stop when the last step was done: all is saved, and the caller is told of the request.
    if Interruption.isRequested { throw ExitCode(Interruption.exitCode) }
  }

  /// What the flags say, and nothing else.
  private func flags() throws -> RunSettings {
    var settings = RunSettings()
    settings.name = name
    settings.model = model
    settings.modelFields = try modelArgs.map(ModelCatalogue.fields(json:)) ?? [:]
    settings.dataset = dataset
    settings.dataRoot = dataRoot
    settings.scaling = scaling
    settings.split = validation
    settings.optimizer = optimizer
    if let optimizerArgs { settings.optimizerArguments = try OptimizerConfiguration.numbers(json: optimizerArgs) }
    if let learningRate { settings.optimizerArguments["learning_rate"] = learningRate }
    settings.loss = try loss.map(ReconstructionLoss.weights) ?? [:]
    settings.startSource = startSource
    settings.excluded = Self.layers(exclude)
    settings.trainable = Self.layers(trainOnly)
    settings.training = training.fields
    return settings
  }

  /// The layers between commas.
  private static func layers(_ list: String?) -> [String] {
    list.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } } ?? []
  }

  private func report(_ results: RunResults, _ run: Run, hasTrained: Bool, _ executor: CPUExecutor) throws {
    if hasTrained {
      print(
        "trained \(Figures.count(results.steps)) steps in \(Figures.duration(results.seconds)), "
          + "\(Figures.count(Int(results.imagesPerSecond))) images/s")
    } else {
      print("nothing left to train: \(results.epochs) epochs are done; more --epochs go on, --restart begins anew")
    }
    print("errors of the best epoch, \(results.bestEpoch):")
    let measured = [("train", results.train), ("validation", results.validation), ("test", results.test)]
    let parts = measured.compactMap { part in part.1.map { (part.0, $0) } }
    for line in Figures.table(parts, lossName: results.lossName).lines { print(line) }
    print("checkpoint \(run.directory.bestCheckpoint)")
    if let picture = try draw(run, executor) { print("picture    \(picture)") }
    if json { print(try results.jsonLine()) }
  }

  /// Draws the first images above their reconstructions into the run's folder; nil for images that are no pictures.
  private func draw(_ run: Run, _ executor: CPUExecutor) throws -> String? {
    guard Picture.Colour(rawValue: run.model.image.channels) != nil else { return nil }
    let path = "\(run.directory.images)/reconstructions.png"
    try PNGFile(path: path).write(run.reconstructionPicture(of: run.firstImages(20), executor: executor))
    return path
  }
}
