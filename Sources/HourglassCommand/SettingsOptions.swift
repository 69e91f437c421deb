import ArgumentParser
import Foundation
import Hourglass

/// The flags that say what a run is: each stands for a field of a run file.
struct SettingsOptions: ParsableArguments {
  @Option(help: "The model, which `hourglass models` lists, or a model file (.yaml).")
  var model: String?

  @Option(help: ArgumentHelp("Fields of the model as JSON, such as '{\"filters\":16}'.", valueName: "json"))
  var modelArgs: String?

  @Option(
    help: """
      A data set's name (mnist, fashion-mnist, cifar10, cifar100), or a path: a folder of pictures, a text list, a \
      database, a dataset.yaml, IDX, CIFAR, NumPy.
      """)
  var dataset: String?

  @Option(help: ArgumentHelp("A folder that holds data sets.", valueName: "dir"))
  var dataRoot: String?

  @Flag(help: "Take the images in negative, 255 - pixel.")
  var invert = false

  @Option(parsing: .unconditional, help: "The pixels' range: 0..1, -1..1, -0.5..0.5 or /256. (default: the model's)")
  var scaling: String?

  @Option(
    help:
      "What is done to scaled pixels: none, mean-image or mean-pixel (subtracted), per-image (standardised), zca. (default: none)"
  )
  var normalization: String?

  @Option(parsing: .unconditional, help: "What validates: 'first 5000', '10%' or 'none'. (default: the data set's)")
  var validation: String?

  @Option(
    help: ArgumentHelp(
      "\(OptimizerConfiguration.kinds.names.map { $0.lowercased() }.joined(separator: ", ")). (default: adam)",
      valueName: "name"))
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

  @Option(
    help: ArgumentHelp(
      "What is done to the images that the network sees: masking=0.3, salt-and-pepper=0.1, gaussian=0.5,clip=true, "
        + "uniform=0.5, blur=1, erase=0.5, rotate=15,rescale=0.1,shift=0.1, JSON, or none. Again for several, one after "
        + "another. (default: the model's)", valueName: "corruption"))
  var corruption: [String] = []

  @Option(
    help: ArgumentHelp(
      "A penalty on parameters: l2=1e-4, or l1=1e-5:encoder,decoder.weight. Again for several.", valueName: "penalty"))
  var penalty: [String] = []

  @Option(
    help: ArgumentHelp("A mean.binaryproto with the mean to subtract. (default: the data set's)", valueName: "file"))
  var mean: String?

  @Option(
    help: ArgumentHelp(
      "How training images are varied: flip=lr, quarter-rotation=all, rotation=10, rescale=0.1, noise=0.03, "
        + "hsv=0.02,0.04,0.06, contrast=0.8, crop=28x28, or none. Again for several.", valueName: "kind=value"))
  var augment: [String] = []

  @OptionGroup(title: "Reading images") var reading: ReadingOptions

  @OptionGroup(title: "Training") var training: TrainingOptions

  @Option(help: "The run's name. (default: one made from the settings)")
  var name: String?

  /// The model, when it is a file.
  var modelFile: String? {
    model.flatMap { [".yaml", ".yml"].contains(where: $0.lowercased().hasSuffix) ? $0 : nil }
  }

  /// What the flags say, and nothing else.
  func settings() throws -> RunSettings {
    var settings = RunSettings()
    settings.name = name
    settings.model = model
    settings.modelFields = try modelArgs.map { try SettingValue.object(json: $0, place: "--model-args") } ?? [:]
    if let modelFile {
      _ = try NetworkDescription(path: modelFile)
      settings.model = DeclaredModel.name
      settings.modelFields["definition"] = .text(try String(contentsOfFile: modelFile, encoding: .utf8))
    }
    settings.dataset = dataset
    settings.dataRoot = dataRoot
    if invert { settings.isInverted = true }
    settings.scaling = scaling
    settings.normalization = normalization
    settings.meanFile = mean
    if !augment.isEmpty { settings.augmentations = try Augmentations(flags: augment) }
    settings.reading = reading.fields
    settings.split = validation
    settings.optimizer = optimizer
    if let optimizerArgs {
      settings.optimizerArguments = try SettingValue.object(
        json: optimizerArgs, place: "--optimizer-args", example: #"{"learning_rate": 1e-3}"#)
    }
    if let learningRate { settings.optimizerArguments["learning_rate"] = .number(learningRate) }
    settings.schedule = schedule
    settings.scheduleArguments =
      try scheduleArgs.map {
        try SettingValue.object(json: $0, place: "--schedule-args", example: #"{"values": [50, 85], "gamma": 0.5}"#)
      } ?? [:]
    settings.loss = try loss.map(ReconstructionLoss.weights) ?? [:]
    settings.startSource = startSource
    settings.excluded = Self.layers(exclude)
    settings.trainable = Self.layers(trainOnly)
    if !corruption.isEmpty { settings.corruption = Corruption(try corruption.map { try Corruption($0) }) }
    settings.penalties = try penalty.flatMap { try ParameterPenalty.list($0) }
    settings.training = training.givenSettings
    return settings
  }

  /// The layers between commas.
  private static func layers(_ list: String?) -> [String] {
    list.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } } ?? []
  }
}
