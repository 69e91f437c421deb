import ArgumentParser
import Foundation
import Hourglass

/// The flags that say what a run is: each stands for a field of a run file.
struct SettingsOptions: ParsableArguments {
  @Option(help: "The model; `hourglass models` lists them.")
  var model: String?

  @Option(help: ArgumentHelp("Fields of the model as JSON, such as '{\"filters\":16}'.", valueName: "json"))
  var modelArgs: String?

  @Option(help: "A data set's name (mnist, fashion-mnist) or the path of an IDX file or folder.")
  var dataset: String?

  @Option(help: ArgumentHelp("A folder that holds data sets.", valueName: "dir"))
  var dataRoot: String?

  @Flag(help: "Take the images in negative, 255 - pixel.")
  var invert = false

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
      "How the learning rate changes: fixed, step, multistep, exp, inv, poly, sigmoid, staircase, cosine, onecycle, plateau. (default: fixed)",
      valueName: "name"))
  var schedule: String?

  @Option(help: ArgumentHelp("The schedule's arguments, such as '{\"step\":33,\"gamma\":0.1}'.", valueName: "json"))
  var scheduleArgs: String?

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

  @Option(help: "The run's name. (default: one made from the settings)")
  var name: String?

  /// What the flags say, and nothing else.
  func settings() throws -> RunSettings {
    var settings = RunSettings()
    settings.name = name
    settings.model = model
    settings.modelFields = try modelArgs.map(ModelCatalogue.fields(json:)) ?? [:]
    settings.dataset = dataset
    settings.dataRoot = dataRoot
    if invert { settings.isInverted = true }
    settings.scaling = scaling
    settings.split = validation
    settings.optimizer = optimizer
    if let optimizerArgs { settings.optimizerArguments = try OptimizerConfiguration.numbers(json: optimizerArgs) }
    if let learningRate { settings.optimizerArguments["learning_rate"] = learningRate }
    settings.schedule = schedule
    settings.scheduleArguments = try scheduleArgs.map(LearningRateSchedule.arguments(json:)) ?? [:]
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
}
