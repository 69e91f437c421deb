import Autoencoders
import Diagnostics
public import ImageData
import ImageShapes
public import NeuralNetworks
public import Settings

/// Settings as a person gives them, in a run file or by flags: nothing but what was said.
public struct RunSettings: Sendable {
  public var name: String?
  /// Fields with values that a name made from the settings must tell, where it does not already.
  public var nameSuffix: [String] = []
  public var model: String?
  public var modelFields: [String: SettingValue] = [:]
  public var dataset: String?
  public var dataRoot: String?
  /// Where the images were when the run was made, for settings that come from a run's file.
  public var places: RecordedPlaces?
  /// How images are read, by the names of the fields in run files.
  public var reading: [String: String] = [:]
  /// How training images are varied; nil for not at all.
  public var augmentations: Augmentations?
  /// A file with the mean to subtract.
  public var meanFile: String?
  public var isInverted: Bool?
  public var scaling: String?
  public var normalization: String?
  public var split: String?
  /// Losses by name, with their weights.
  public var loss: [String: Double] = [:]
  /// What is done to the images that the network sees in training; nil for what the model says.
  public var corruption: Corruption?
  /// Penalties on parameters.
  public var penalties: [ParameterPenalty] = []
  public var optimizer: String?
  public var optimizerArguments: [String: Double] = [:]
  /// The run to begin from, the layers that are not taken from it, and the layers that are trained.
  public var startSource: String?
  public var excluded: [String] = []
  public var trainable: [String] = []
  public var schedule: String?
  public var scheduleArguments: [String: ScheduleArgument.Value] = [:]
  /// Fields of the training by their names in run files, as they were written.
  public var training: [String: String] = [:]

  public init() {}

  /// These settings, with those that `other` gives in their place.
  public func overridden(by other: RunSettings) -> RunSettings {
    var merged = self
    merged.name = other.name ?? name
    if let model = other.model {
      // Fields and arguments belong to the model or optimiser that they were given for.
      if let old = self.model, old.lowercased() != model.lowercased() { merged.modelFields = [:] }
      merged.model = model
    }
    merged.modelFields.merge(other.modelFields) { _, new in new }
    merged.dataset = other.dataset ?? dataset
    if other.dataset != nil { merged.places = other.places }
    merged.dataRoot = other.dataRoot ?? dataRoot
    merged.reading.merge(other.reading) { _, new in new }
    merged.augmentations = other.augmentations ?? augmentations
    merged.meanFile = other.meanFile ?? meanFile
    merged.isInverted = other.isInverted ?? isInverted
    merged.scaling = other.scaling ?? scaling
    merged.normalization = other.normalization ?? normalization
    merged.split = other.split ?? split
    if let optimizer = other.optimizer {
      if let old = self.optimizer, !OptimizerConfiguration.areSame(old, optimizer) { merged.optimizerArguments = [:] }
      merged.optimizer = optimizer
    }
    merged.optimizerArguments.merge(other.optimizerArguments) { _, new in new }
    if !other.loss.isEmpty { merged.loss = other.loss }
    merged.corruption = other.corruption ?? corruption
    if !other.penalties.isEmpty { merged.penalties = other.penalties }
    merged.startSource = other.startSource ?? startSource
    if !other.excluded.isEmpty { merged.excluded = other.excluded }
    if !other.trainable.isEmpty { merged.trainable = other.trainable }
    if let schedule = other.schedule {
      if let old = self.schedule, old.lowercased() != schedule.lowercased() { merged.scheduleArguments = [:] }
      merged.schedule = schedule
    }
    merged.scheduleArguments.merge(other.scheduleArguments) { _, new in new }
    merged.training.merge(other.training) { _, new in new }
    return merged
  }

  /// The whole configuration, checked field by field.
  /// - Throws: an error that names the field, before anything is read or made.
  public func resolved() throws -> RunConfiguration {
    guard let model else { throw missing("model", "--model", known: ModelCatalogue.names) }
    guard let dataset else { throw missing("dataset", "--dataset", known: ["mnist", "fashion-mnist"]) }
    var configuration = try RunConfiguration(
      model: ModelCatalogue.configuration(model, modelFields), dataset: dataset)
    configuration.name = name
    configuration.nameSuffix = nameSuffix
    configuration.dataRoot = dataRoot
    configuration.places = places
    for (field, value) in reading.sorted(by: { $0.key < $1.key }) { try configuration.reading.set(field, to: value) }
    configuration.augmentations = augmentations ?? .none
    configuration.meanFile = meanFile
    configuration.isInverted = isInverted ?? false
    if let scaling { configuration.training.scaling = try Self.pixelScaling(scaling) }
    if let normalization { configuration.training.normalization = try Self.normalization(normalization) }
    if !loss.isEmpty { configuration.loss = try ReconstructionLoss(named: loss) }
    if let corruption { configuration.training.corruption = corruption }
    configuration.training.penalties = penalties
    configuration.split = try split.map { try ValidationSplit($0) }
    configuration.optimizer = try OptimizerConfiguration(optimizer ?? "Adam", optimizerArguments)
    for (field, value) in training.sorted(by: { $0.key < $1.key }) { try configuration.training.set(field, to: value) }
    configuration.training.schedule = try LearningRateSchedule(
      schedule ?? configuration.training.schedule.name, scheduleArguments)
    configuration.start = startSource.map { StartingPoint(source: $0, excluded: excluded) }
    configuration.training.trainable = trainable
    try configuration.check()
    return configuration
  }

  /// The pixels' range that `text` names.
  static func pixelScaling(_ text: String) throws(RunFileError) -> PixelScaling {
    guard let scaling = PixelScaling(rawValue: text) else {
      throw RunFileError(
        .badValue,
        Report(
          "no such pixel range", place: "scaling", got: text,
          cure: knownNames(PixelScaling.allCases.map(\.rawValue), insteadOf: text)))
    }
    return scaling
  }

  /// The normalization that `text` names.
  static func normalization(_ text: String) throws(RunFileError) -> ImageNormalization {
    guard let normalization = ImageNormalization(rawValue: text.lowercased()) else {
      throw RunFileError(
        .badValue,
        Report(
          "no such normalization", place: "normalization", got: text,
          cure: knownNames(ImageNormalization.allCases.map(\.rawValue), insteadOf: text)))
    }
    return normalization
  }

  private func missing(_ field: String, _ flag: String, known: [String]) -> RunFileError {
    RunFileError(
      .missingField,
      Report(
        "no \(field) was given",
        cure: "add \(flag) with one of \(known.joined(separator: ", ")), or name it in the run file"))
  }
}
