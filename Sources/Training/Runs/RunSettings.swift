import Autoencoders
import Diagnostics
import Foundation
import ImageData
public import ImageFormats
import ImageShapes
public import NeuralNetworks
public import Settings

/// The settings of a run as a run file or flags give them; the others have their defaults.
///
///     var settings = RunSettings()
///     settings.model = "SingleLayerCAE"
///     settings.data.dataset = "fashion-mnist"
///     settings.data.scaling = .symmetric
///     settings.training.epochs = 5
///     let configuration = try settings.resolved()
public struct RunSettings: Sendable {
  /// The run's name; nil for one made from the settings.
  public var name: String?
  /// Fields with values, `batch_size=64`, that a name made from the settings must have.
  public var nameSuffix: [String] = []
  /// The name of the model.
  public var model: String?
  /// Settings of the model.
  public var modelFields: [String: SettingValue] = [:]
  /// The section `data`.
  public var data = Given<DataSettings>()
  /// How images are read: the rest of the section `data`.
  public var reading = Given<ImageReading>()
  /// Where the images were when the run was made, for settings that come from a run's file.
  package var places: RecordedPlaces?
  /// The weights of losses by name; empty for the model's own loss.
  public var loss: [String: Double] = [:]
  /// The corruption of training images; nil for the model's.
  public var corruption: Corruption?
  /// Penalties on parameters.
  public var penalties: [ParameterPenalty] = []
  /// The name of the optimiser; nil for Adam.
  public var optimizer: String?
  /// Settings of the optimiser.
  public var optimizerArguments: [String: SettingValue] = [:]
  /// The section `start`.
  public var start = Given<StartSettings>()
  /// The name of the schedule; nil for a fixed learning rate.
  public var schedule: String?
  /// Settings of the schedule.
  public var scheduleArguments: [String: SettingValue] = [:]
  /// The section `training`.
  public var training = Given<TrainingSettings>()

  /// Nothing is given.
  public init() {}

  /// Gives what `other` gives.
  public mutating func merge(_ other: RunSettings) {
    name = other.name ?? name
    if let given = other.model {
      // Settings belong to the model, the optimiser or the schedule that they were given for.
      if let model, model.lowercased() != given.lowercased() { modelFields = [:] }
      model = given
    }
    modelFields.merge(other.modelFields) { _, new in new }
    if other.data.dataset != nil { places = other.places }
    data.merge(other.data)
    reading.merge(other.reading)
    if let given = other.optimizer {
      if let optimizer, !OptimizerConfiguration.areSame(optimizer, given) { optimizerArguments = [:] }
      optimizer = given
    }
    optimizerArguments.merge(other.optimizerArguments) { _, new in new }
    if !other.loss.isEmpty { loss = other.loss }
    corruption = other.corruption ?? corruption
    if !other.penalties.isEmpty { penalties = other.penalties }
    start.merge(other.start)
    if let given = other.schedule {
      if let schedule, schedule.lowercased() != given.lowercased() { scheduleArguments = [:] }
      schedule = given
    }
    scheduleArguments.merge(other.scheduleArguments) { _, new in new }
    training.merge(other.training)
  }

  /// These settings, overridden by what `other` gives.
  public func overridden(by other: RunSettings) -> RunSettings {
    var merged = self
    merged.merge(other)
    return merged
  }

  /// The whole configuration, checked field by field.
  /// - Throws: an error that names the field, before anything is read or made.
  public func resolved() throws -> RunConfiguration {
    guard let model else { throw missing("model", "--model", known: ModelCatalogue.names) }
    let data = data.section
    guard let dataset = data.dataset else { throw missing("dataset", "--dataset", known: ["mnist", "fashion-mnist"]) }
    var configuration = try RunConfiguration(
      model: ModelCatalogue.configuration(model, modelFields), dataset: dataset)
    configuration.name = name
    configuration.nameSuffix = nameSuffix
    configuration.data = data
    configuration.places = places
    configuration.reading = reading.section
    configuration.training.scaling = data.scaling ?? configuration.training.scaling
    configuration.training.normalization = data.normalization
    if !loss.isEmpty { configuration.loss = try ReconstructionLoss(named: loss) }
    if let corruption { configuration.training.corruption = corruption }
    configuration.training.penalties = penalties
    configuration.optimizer = try OptimizerConfiguration(optimizer ?? "Adam", optimizerArguments)
    training.apply(to: &configuration.training)
    configuration.training.schedule = try LearningRateSchedule(
      schedule ?? configuration.training.schedule.name, scheduleArguments)
    let start = start.section
    configuration.start = start.source.map { StartingPoint(source: $0, excluded: start.excluded) }
    configuration.training.trainable = start.trainable
    try configuration.check()
    return configuration
  }

  private func missing(_ field: String, _ flag: String, known: [String]) -> RunFileError {
    RunFileError(
      .missingField,
      Report(
        "no \(field) was given",
        cure: "add \(flag) with one of \(known.joined(separator: ", ")), or name it in the run file"))
  }
}

extension RunSettings {
  /// The settings of flags; a model file is read.
  /// - Throws: an error that names the file or the field.
  package init(
    _ parts: RunParts, data: Given<DataSettings>, reading: Given<ImageReading>, start: Given<StartSettings>,
    training: Given<TrainingSettings>
  ) throws {
    name = parts.name
    model = parts.model
    modelFields = parts.modelArguments ?? [:]
    if let file = parts.modelFile {
      model = DeclaredModel.name
      let declared = try DeclaredModel(path: file)
      modelFields["definition"] = .text(declared.definition)
      modelFields["file"] = .text(declared.file)
      if !training.values.keys.contains("batch_size"), let size = declared.batchSize { self.training.batchSize = size }
    }
    (self.data, self.reading, self.start) = (data, reading, start)
    self.training.merge(training)
    optimizer = parts.optimizer
    optimizerArguments = parts.optimizerArguments ?? [:]
    if let rate = parts.learningRate { optimizerArguments["learning_rate"] = .number(rate) }
    schedule = parts.schedule
    scheduleArguments = parts.scheduleArguments ?? [:]
    loss = parts.loss ?? [:]
    corruption = parts.corruption
    penalties = parts.penalties ?? []
  }
}
