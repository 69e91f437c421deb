public import Autoencoders
import Foundation
public import ImageData
public import ImageFormats
import ImageShapes
public import NeuralNetworks
import Settings

/// The settings that determine a run's numbers, and its name.
public struct RunConfiguration: Sendable {
  /// The model and its fields.
  public var model: any ModelConfiguration
  /// The images, in the settings of the section `data`; ``training`` has their scaling and normalization.
  public var data = DataSettings()
  /// Where the images were when the run was made; nil for settings that come from no run.
  package var places: RecordedPlaces?
  /// How the images are read.
  public var reading = ImageReading()
  /// The reconstruction loss; nil for the model's own.
  public var loss: ReconstructionLoss?
  /// The optimiser with its settings.
  public var optimizer: OptimizerConfiguration
  /// The run whose parameters it starts with; nil for random parameters.
  public var start: StartingPoint?
  /// How it is trained.
  public var training: TrainingSettings
  /// Fields with values, `batch_size=64`, that a name made from the settings must have.
  public var nameSuffix: [String] = []
  /// The run's name; nil for one made from the settings.
  public var name: String?

  /// The settings of `model` on `dataset`, with the defaults for everything else.
  public init(model: any ModelConfiguration, dataset: String) throws {
    self.model = model
    data.dataset = dataset
    training = TrainingSettings(scaling: model.pixelRange)
    training.corruption = model.corruption
    optimizer = try OptimizerConfiguration("Adam")
  }

  /// A known data set's name, or a path.
  public var dataset: String { data.dataset ?? "" }

  /// The augmentations of training images.
  public var augmentations: Augmentations { data.augmentation ?? .none }

  /// The section `data` with the scaling and the normalization that training uses.
  var resolvedData: DataSettings {
    var data = data
    (data.scaling, data.normalization) = (training.scaling, training.normalization)
    if augmentations.isEmpty { data.augmentation = nil }
    return data
  }

  /// The name of the model.
  public var modelName: String { type(of: model).name }

  /// The name given, or `<Model>/<Dataset>_<Optimizer>_lr=<rate>[_l2=<factor>]…` as the Dynamic Training Bench names runs.
  ///
  /// Settings of the model, the data and the seed that differ from their defaults are appended, so that runs with different
  /// numbers have different folders; all other settings are compared when a run is resumed.
  ///
  /// Letters that a shell would change are left out or replaced.
  /// - Throws: ``RunError`` for a name that leads out of the folder of runs.
  public func runName(datasetTitle: String) throws -> String {
    let name = name ?? RunName.plain(nameOfSettings(datasetTitle: datasetTitle))
    try RunName.check(name, option: "--name")
    return name
  }

  /// The name that earlier versions made from the settings, which may hold letters that a shell changes.
  package func earlierRunName(datasetTitle: String) throws -> String {
    let name = name ?? nameOfSettings(datasetTitle: datasetTitle)
    try RunName.check(name, option: "--name")
    return name
  }

  private func nameOfSettings(datasetTitle: String) -> String {
    var parts = ["\(datasetTitle)_\(optimizer.name)_lr=\(optimizer.learningRate)"]
    if training.l2Penalty != 0 { parts.append("l2=\(training.l2Penalty)") }
    if !training.penalties.isEmpty {
      parts.append("penalties=\(training.penalties.map(\.description).joined(separator: "+"))")
    }
    if training.corruption != model.corruption {
      parts.append("corruption=\(training.corruption.description.filter { $0 != " " })")
    }
    if training.schedule.name != LearningRateSchedule.fixed.name { parts.append(training.schedule.name) }
    if let loss { parts.append("loss=\(loss.name.filter { $0 != " " })") }
    let changed = Set(model.changedSettings.map(\.name))
    for (name, text) in model.settingTexts
    where changed.contains(name) && !text.contains("\n") && !(model is DeclaredModel && name == "file") {
      parts.append("\(name)=\(text)")
    }
    for (name, value) in resolvedData.changedSettings { parts += dataParts(name, "\(value)") }
    // Settings that name a file add nothing to the data set's name.
    for (field, value) in reading.changedSettings.sorted(by: { $0.name < $1.name })
    where ["resize", "resize_mode", "resize_filter", "value_range", "colour", "channel_order"].contains(field) {
      parts.append("\(field)=\(value)")
    }
    if training.seed != 0 { parts.append("seed=\(training.seed)") }
    for part in nameSuffix
    where !part.hasPrefix("learning_rate=") && !part.hasPrefix("name=") && !part.hasPrefix("seed=") {
      let value = part.replacingOccurrences(of: "/", with: "per")
      if !parts.contains(value) { parts.append(value) }
    }
    return "\(model.title)/" + parts.joined(separator: "_")
  }

  /// What a name says of a setting of the section `data`; nothing of the data set, of files and of the validation images.
  private func dataParts(_ setting: String, _ value: String) -> [String] {
    switch setting {
    case "dataset", "root", "mean", "validation": []
    case "scaling" where training.scaling == model.pixelRange: []
    case "augmentation": augmentations.fields.map { "\($0.name)=\($0.value)" }
    case "invert": ["inverted"]
    default: ["\(setting)=\(value.replacingOccurrences(of: "/", with: "per"))"]
    }
  }
}
