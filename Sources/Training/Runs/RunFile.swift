import Autoencoders
import Diagnostics
import Files
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Settings
import Yams

/// The settings of a run as YAML; settings that are missing have their defaults.
///
///     model: {name: SingleLayerCAE, filters: 32}
///     data: {dataset: fashion-mnist, scaling: -1..1, validation: first 5000}
///     loss: {bce: 1}
///     corruption: [{gaussian: 0.5, clip: true}, {masking: 0.2}]
///     penalties: [{l2: 1e-4, parameters: [encoder]}]
///     start: {from: another/run, exclude: [decoder], train_only: [decoder]}
///     optimizer: {name: Adam, learning_rate: 1e-3}
///     schedule: {name: step, step: 33, gamma: 0.1}
///     training: {batch_size: 128, epochs: 20, l2_penalty: 0, seed: 0}
public struct RunFile: Sendable {
  /// The settings that the file holds.
  public var settings = RunSettings()
  /// The record of when the run was made, such as versions.
  ///
  /// Of it, only the places of the images are used when a run is
  /// started from the file.
  public var record: [String: String] = [:]
  /// Later starts that changed how the run is trained on, oldest first.
  public var history: [RunHistoryEntry] = []

  static let classNamesField = "class_names"
  /// The names of the classes of the run's images; empty where they are not recorded.
  var classNames: [String] {
    record[Self.classNamesField].flatMap { try? [String](jsonLine: $0) } ?? []
  }

  static let imageCountsField = "image_counts"
  /// The numbers of training and of validation images; nil where they are not recorded.
  public var imageCounts: (training: Int, validation: Int)? {
    let counts = record[Self.imageCountsField]?.split(separator: ", ").compactMap { Int($0) } ?? []
    return counts.count == 2 ? (counts[0], counts[1]) : nil
  }

  /// The field of the record that names the file that the run's weights were imported from.
  package static let importedField = "imported"
  static let deviceField = "device"
  static let instructionSetField = "instruction_set"
  /// What trained last, as the record says: an accelerator, or the instruction set of the processor; nil where it says neither.
  var device: String? { record[Self.deviceField] ?? record[Self.instructionSetField] }

  /// A file without settings.
  public init() {}

  /// Reads the file of a run at `path`, where quotes of numbers and flags are ignored.
  /// - Throws: ``RunFileError``, naming the field.
  public init(path: String) throws { try self.init(root: Self.root(path: path).ignoringQuotesOfNumbers, path: path) }

  /// Reads `text`; `path` is where it came from.
  public init(yaml text: String, path: String) throws {
    try self.init(root: Self.root(yaml: text, path: path), path: path)
  }

  init(root: Node.Mapping, path: String) throws { try read(YAMLSection(root, place: path)) }

  /// The fields of the file at `path`.
  static func root(path: String) throws -> Node.Mapping {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunFileError(
        .unreadable,
        Report(
          "the run file cannot be read", place: path, cure: "give the path of a YAML file, or --model and --dataset"))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw RunFileError(
        .notYAML,
        Report(
          "the run file is not text", place: path, expected: "YAML in UTF-8",
          cure: "restore the file, or write a new one"))
    }
    return try root(yaml: text, path: path)
  }

  static func root(yaml text: String, path: String) throws -> Node.Mapping {
    guard let root = try Node(yaml: text, path: path)?.mapping else {
      throw RunFileError(
        .notYAML,
        Report("the run file has no fields", place: path, expected: "sections model, data, optimizer, training"))
    }
    // A file with a record was written by a run.
    return root["record"] == nil ? root : root.ignoringQuotesOfNumbers
  }

  private mutating func read(_ root: YAMLSection) throws {
    try root.allow([
      "model", "data", "loss", "corruption", "penalties", "start", "optimizer", "schedule", "training", "name",
      "record", "history",
    ])
    settings.name = try root.text("name")
    if let model = try root.section("model") { try readModel(model) }
    if let data = try root.section("data") { try readData(data) }
    if let loss = try root.section("loss") {
      settings.loss = try ReconstructionLoss.Weights.read(loss).compactMapValues(\.number)
    }
    try readCorruption(root)
    try readPenalties(root)
    if let start = try root.section("start") { settings.start = try Given(start) }
    if let optimizer = try root.section("optimizer") { try readOptimizer(optimizer) }
    if let schedule = try root.section("schedule") { try readSchedule(schedule) }
    if let training = try root.section("training") { settings.training = try Given(training) }
    if let record = try root.section("record") {
      self.record = try record.texts()
      settings.places = RecordedPlaces(record: self.record)
    }
    history = try (root.sections("history") ?? []).map { try RunHistoryEntry($0) }
    settings.places?.newest = history.compactMap(\.datasetPath).last
  }

  // Values are checked here as far as possible without the other settings, since file and line are known.

  private mutating func readModel(_ section: YAMLSection) throws {
    settings.model = try section.text("name")
    guard let name = settings.model else {
      settings.modelFields = try section.scalars(except: ["name"])
      return
    }
    let kind = try section.locatingKind { try ModelCatalogue.kind(named: name) }
    settings.modelFields = try kind.read(section, except: ["name"])
  }

  private mutating func readData(_ section: YAMLSection) throws {
    settings.reading = try Given(section, except: DataSettings.settingNames)
    settings.data = try Given(section, except: ImageReading.settingNames)
  }

  private mutating func readOptimizer(_ section: YAMLSection) throws {
    (settings.optimizer, settings.optimizerArguments) = try OptimizerConfiguration.kinds.read(section)
  }

  private mutating func readSchedule(_ section: YAMLSection) throws {
    (settings.schedule, settings.scheduleArguments) = try LearningRateSchedule.kinds.read(section)
  }

  private mutating func readCorruption(_ root: YAMLSection) throws {
    if let text = root.scalar("corruption") {
      settings.corruption = try root.locating("corruption") { try Corruption(text) }
    } else if let entries = try root.sections("corruption") {
      settings.corruption = Corruption(try entries.map { try Corruption($0) })
    }
  }

  private mutating func readPenalties(_ root: YAMLSection) throws {
    settings.penalties = try (root.sections("penalties") ?? []).map { try ParameterPenalty($0) }
  }

  /// The text of a run file with `configuration`, `record` and `history`.
  public static func yaml(
    _ configuration: RunConfiguration, record: [(String, String)], history: [RunHistoryEntry] = []
  ) throws -> String {
    func scalar(_ text: String) -> Node {
      // Text of several lines stays readable.
      .scalar(Node.Scalar(text, .implicit, text.contains("\n") ? .literal : .any))
    }
    func section(_ pairs: [(String, String)]) -> Node {
      Node.mapping(Node.Mapping(pairs.map { (Node($0.0), scalar($0.1)) }))
    }
    let fields = configuration.model.settingTexts
    let data = configuration.resolvedData.changedSettings
    let places = data.filter { ["dataset", "root"].contains($0.name) }
    let written = places + configuration.reading.changedSettings + data.dropFirst(places.count)
    let arguments = configuration.optimizer.arguments.sorted { $0.key < $1.key }
    let scheduleArguments = configuration.training.schedule.arguments.sorted { $0.key < $1.key }
    let schedule =
      [("name", configuration.training.schedule.name)] + scheduleArguments.map { ($0.key, "\($0.value)") }
    var sections: [(Node, Node)] = []
    if let name = configuration.name { sections.append((Node("name"), Node(name))) }
    sections += [
      (Node("model"), section([("name", configuration.modelName)] + fields.map { ($0.name, $0.text) })),
      (Node("data"), section(written.map { ($0.name, "\($0.value)") })),
    ]
    if configuration.training.corruption != configuration.model.corruption {
      let entries = configuration.training.corruption.fields.map { section($0.map { ($0.name, "\($0.value)") }) }
      sections.append((Node("corruption"), entries.isEmpty ? Node("none") : .sequence(Node.Sequence(entries))))
    }
    if !configuration.training.penalties.isEmpty {
      let entries = configuration.training.penalties.map { penalty in
        var fields = [(Node(penalty.kind.rawValue), Node("\(penalty.factor)"))]
        if !penalty.parameters.isEmpty {
          fields.append((Node("parameters"), Node(penalty.parameters.map { Node($0) })))
        }
        return Node.mapping(Node.Mapping(fields))
      }
      sections.append((Node("penalties"), .sequence(Node.Sequence(entries))))
    }
    var start: [(Node, Node)] = []
    if let source = configuration.start?.source { start.append((Node("from"), Node(source))) }
    for (name, scope) in [
      ("exclude", configuration.start?.excluded ?? []), ("train_only", configuration.training.trainable),
    ]
    where !scope.isEmpty {
      start.append((Node(name), Node(scope.map { Node($0) })))
    }
    if !start.isEmpty { sections.append((Node("start"), Node.mapping(Node.Mapping(start)))) }
    if let loss = configuration.loss {
      sections.append((Node("loss"), section(loss.terms.map { ($0.kind.rawValue, "\($0.weight)") })))
    }
    sections += [
      (
        Node("optimizer"),
        section([("name", configuration.optimizer.name)] + arguments.map { ($0.key, "\($0.value)") })
      ),
      (Node("schedule"), section(schedule)),
      (Node("training"), section(configuration.training.writtenSettings.map { ($0.name, $0.text) })),
      (Node("record"), section(record)),
    ]
    if !history.isEmpty { sections.append((Node("history"), .sequence(Node.Sequence(history.map(\.node))))) }
    return try Yams.serialize(node: Node.mapping(Node.Mapping(sections)))
  }
}

extension Node.Mapping {
  /// The fields as a file of a run is read.
  fileprivate var ignoringQuotesOfNumbers: Node.Mapping { Node.mapping(self).ignoringQuotesOfNumbers.mapping ?? self }
}
