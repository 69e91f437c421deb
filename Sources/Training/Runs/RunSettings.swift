public import Autoencoders
import Diagnostics
import ImageData
import NeuralNetworks

/// Settings as a person gives them, in a run file or by flags: nothing but what was said.
public struct RunSettings: Sendable {
  public var name: String?
  public var model: String?
  public var modelFields: [String: ModelField] = [:]
  public var dataset: String?
  public var dataRoot: String?
  public var scaling: String?
  public var split: String?
  public var optimizer: String?
  public var optimizerArguments: [String: Double] = [:]
  public var batchSize: Int?
  public var epochs: Int?
  public var l2Penalty: Double?
  public var seed: UInt64?

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
    merged.dataRoot = other.dataRoot ?? dataRoot
    merged.scaling = other.scaling ?? scaling
    merged.split = other.split ?? split
    if let optimizer = other.optimizer {
      if let old = self.optimizer, !OptimizerConfiguration.areSame(old, optimizer) { merged.optimizerArguments = [:] }
      merged.optimizer = optimizer
    }
    merged.optimizerArguments.merge(other.optimizerArguments) { _, new in new }
    merged.batchSize = other.batchSize ?? batchSize
    merged.epochs = other.epochs ?? epochs
    merged.l2Penalty = other.l2Penalty ?? l2Penalty
    merged.seed = other.seed ?? seed
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
    configuration.dataRoot = dataRoot
    if let scaling { configuration.scaling = try Self.pixelScaling(scaling) }
    configuration.split = try split.map { try ValidationSplit($0) }
    configuration.optimizer = try OptimizerConfiguration(optimizer ?? "Adam", optimizerArguments)
    configuration.batchSize = batchSize ?? configuration.batchSize
    configuration.epochs = epochs ?? configuration.epochs
    configuration.l2Penalty = l2Penalty ?? configuration.l2Penalty
    configuration.seed = seed ?? configuration.seed
    try checkNumbers()
    return configuration
  }

  /// Refuses the first number that is out of range.
  func checkNumbers() throws(RunFileError) {
    func check<Value>(
      _ field: String, _ value: Value?, expected: String, flag: String, _ allows: (Value) -> Bool
    ) throws(RunFileError) {
      guard let value, !allows(value) else { return }
      throw RunFileError(
        .badValue,
        Report(
          "a setting is out of range", place: field, expected: expected, got: "\(value)", cure: "give another \(flag)"))
    }
    let counts = 1...Int(Int32.max)
    let whole = "a whole number from \(counts.lowerBound) to \(counts.upperBound)"
    try check("batch_size", batchSize, expected: whole, flag: "--batch-size", counts.contains)
    try check("epochs", epochs, expected: whole, flag: "--epochs", counts.contains)
    try check("l2_penalty", l2Penalty, expected: "a number from 0", flag: "--l2-penalty") { $0 >= 0 && $0.isFinite }
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

  private func missing(_ field: String, _ flag: String, known: [String]) -> RunFileError {
    RunFileError(
      .missingField,
      Report(
        "no \(field) was given",
        cure: "add \(flag) with one of \(known.joined(separator: ", ")), or name it in the run file"))
  }
}
