import Foundation
import Hourglass
import Web

/// What the form of a new run says, as the sections of a run file, each field checked by itself.
struct RunDraft: Sendable {
  /// The maximum number of runs that one form starts.
  static let maxRuns = 200
  /// The maximum length of a run file or a network in bytes.
  static let maxText = 256 << 10

  /// A section of the run file.
  struct Section: Hashable, Sendable {
    var name: String
    var settings: [WrittenSetting]
  }

  /// The run's name; nil for one made from the settings.
  var name: String?
  /// The group that lists show the run in.
  var group: String?
  /// In how many processes the runs are trained, and with how many threads.
  let processes: DraftProcesses
  /// What the runs are trained on.
  let devices: DraftDevices
  /// The sections that say something, in the order of run files.
  private(set) var sections: [Section] = []
  /// A whole run file instead of the sections.
  private(set) var wholeFile: String?
  /// The network of the section `model`; nil for a model by name.
  private(set) var network: (text: String, file: String)?
  /// The fields that do not fit.
  private(set) var errors: [FieldError] = []

  /// Reads the values of the form.
  init(_ body: RunDraftBody) {
    name = Self.text(body.name)
    group = Self.text(body.group)
    devices = DraftDevices(body)
    processes = DraftProcesses(body)
    errors = devices.errors + processes.errors
    if let file = body.run_file, !file.isEmpty {
      check(file, "run_file")
      wholeFile = file
      return
    }
    readModel(body)
    readData(body.data ?? [:])
    readWhole("corruption", body.corruption) { value throws(SettingError) in _ = try Corruption(value) }
    readPenalties(body.penalties)
    readPlain("start", body.start ?? [:], isSwept: false)
    readLoss(body.loss)
    readChoice(RunForm.optimizers, body.optimizer ?? [:])
    readChoice(RunForm.schedules, body.schedule ?? [:])
    readPlain("training", body.training ?? [:], isSwept: true)
  }

  private static func text(_ given: String?) -> String? {
    let text = given?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return text.isEmpty ? nil : text
  }

  private mutating func refuse(_ field: String, _ message: String) { errors.append(FieldError(field, message)) }

  private mutating func check(_ text: String, _ field: String) {
    if text.utf8.count > Self.maxText {
      refuse(field, "expected at most \(Self.maxText >> 10) KiB of text, got \(text.utf8.count >> 10) KiB")
    }
  }

  private mutating func add(_ section: String, _ settings: [WrittenSetting]) {
    if !settings.isEmpty { sections.append(Section(name: section, settings: settings)) }
  }
}

// The sections.

extension RunDraft {
  /// The values of `fields` by the declarations `settings`; what does not fit is noted.
  private mutating func written(
    _ section: String, _ fields: [String: JSONValue], _ settings: [SettingDescription], isSwept: Bool,
    unknown: (String) -> String
  ) -> [WrittenSetting] {
    let names = settings.map(\.name)
    for field in fields.keys.sorted() where !names.contains(field) && fields[field] != .null {
      refuse("\(section).\(field)", unknown(field))
    }
    return settings.compactMap { setting in
      guard let json = fields[setting.name] else { return nil }
      do throws(Misfit) {
        return try WrittenSetting(setting, json, isSwept: isSwept)
      } catch {
        refuse("\(section).\(setting.name)", error.message)
        return nil
      }
    }
  }

  private mutating func readPlain(_ section: String, _ fields: [String: JSONValue], isSwept: Bool) {
    let settings = RunForm.settings(ofSection: section)
    add(
      section,
      written(section, fields, settings, isSwept: isSwept) { knownNames(settings.map(\.name), insteadOf: $0) })
  }

  private mutating func readData(_ fields: [String: JSONValue]) {
    var fields = fields
    // Names and values, as the form has them.
    if case .object(let values)? = fields["augmentation"] {
      fields["augmentation"] = nil
      let given = written(
        "data.augmentation", values, Augmentations.settingDescriptions, isSwept: false
      ) { knownNames(Augmentations.settingNames, insteadOf: $0) }
      let text = given.map { "\($0.name)=\($0.values[0])" }.joined(separator: " + ")
      if !text.isEmpty { fields["augmentation"] = .text(text) }
    }
    if case .null = fields["dataset"] ?? .null { refuse("data.dataset", "choose a data set") }
    if case .text(let text)? = fields["dataset"], Self.text(text) == nil { refuse("data.dataset", "choose a data set") }
    readPlain("data", fields, isSwept: true)
  }

  private mutating func readChoice(_ choice: RunForm.Choice, _ fields: [String: JSONValue]) {
    var fields = fields
    let given = fields.removeValue(forKey: "name")
    var names: WrittenSetting?
    if let given, given.setting != .none, Self.text(given.setting.description) != nil {
      let texts = given.setting.list ?? given.setting.text.flatMap(WrittenSetting.listed)
      names = WrittenSetting(name: "name", values: (texts ?? [given.setting]).map(\.typed), isSweep: texts != nil)
    }
    var kinds: [KindDescription] = []
    for name in names?.values.map({ Optional($0) }) ?? [nil] {
      if let kind = kind(choice, name) { kinds.append(kind) }
    }
    guard let first = kinds.first, kinds.count == max(1, names?.values.count ?? 1) else { return }
    // Of several kinds, each must have the setting.
    let settings = first.settings.filter { setting in
      kinds.allSatisfy { $0.settings.contains { $0.name == setting.name } }
    }
    let values = written(choice.section, fields, settings, isSwept: true) { field in
      settings.isEmpty
        ? "\(first.name) has no settings"
        : "\(first.name) has no such setting; \(knownNames(settings.map(\.name), insteadOf: field))"
    }
    add(choice.section, [names].compactMap(\.self) + values)
  }

  private mutating func kind(_ choice: RunForm.Choice, _ name: String?) -> KindDescription? {
    if let kind = choice.kind(name) { return kind }
    guard let name else {
      refuse("\(choice.section).name", "choose a \(choice.section)")
      return nil
    }
    // The library knows what other systems call it.
    do {
      switch choice.section {
      case "optimizer": return choice.kind(try OptimizerConfiguration(name).name)
      case "schedule": return choice.kind(try LearningRateSchedule(name).name)
      default: _ = try ModelCatalogue.kind(named: name)
      }
    } catch {
      refuse("\(choice.section).name", error.report.sentence)
    }
    return nil
  }

  private mutating func readModel(_ body: RunDraftBody) {
    let text = Self.text(body.network?.text)
    guard body.source == "network" || body.source == nil && text != nil && body.model == nil else {
      return readChoice(RunForm.models, body.model ?? [:])
    }
    guard let text else { return refuse("network.text", "write a network, or choose a model of the catalogue") }
    check(text, "network.text")
    let isTorch = body.network?.language == "lua"
    network = (text, isTorch ? "Torch.lua" : "model.yaml")
    add(
      "model",
      [
        WrittenSetting(name: "name", values: [DeclaredModel.name]),
        WrittenSetting(name: "definition", values: [text + "\n"]),
      ] + (isTorch ? [WrittenSetting(name: "file", values: ["Torch.lua"])] : []))
  }

  private mutating func readLoss(_ value: JSONValue?) {
    guard let value, value.setting != .none else { return }
    if case .object(let weights) = value {
      let settings = RunForm.settings(ofSection: "loss")
      return add(
        "loss", written("loss", weights, settings, isSwept: false) { knownNames(settings.map(\.name), insteadOf: $0) })
    }
    // A name alone.
    let name = value.setting.description
    guard ReconstructionLoss.Kind(rawValue: name) != nil else {
      return refuse(
        "loss", "no such loss, got \(name); \(knownNames(ReconstructionLoss.Weights.settingNames, insteadOf: name))")
    }
    add("loss", [WrittenSetting(name: name, values: ["1"])])
  }

  /// A section that is one value.
  private mutating func readWhole(
    _ section: String, _ value: JSONValue?, _ check: (SettingValue) throws(SettingError) -> Void
  ) {
    guard let value, value.setting != .none, Self.text(value.setting.description) != nil else { return }
    do throws(SettingError) {
      try check(value.setting)
      let text = value.setting.text ?? value.setting.json
      add(section, [WrittenSetting(name: "", values: [text.trimmingCharacters(in: .whitespacesAndNewlines)])])
    } catch {
      refuse(section, error.report.sentence)
    }
  }

  private mutating func readPenalties(_ value: JSONValue?) {
    guard let value, value.setting != .none, Self.text(value.setting.description) != nil else { return }
    do throws(SettingError) {
      var penalties: [ParameterPenalty] = []
      for part in value.setting.text?.components(separatedBy: " + ") ?? [value.setting.json] {
        penalties += try ParameterPenalty.list(part)
      }
      let fields = penalties.map {
        SettingValue.object(Dictionary(uniqueKeysWithValues: $0.fields.map { ($0.name, $0.value) }))
      }
      add("penalties", [WrittenSetting(name: "", values: [SettingValue.list(fields).json])])
    } catch {
      refuse("penalties", error.report.sentence)
    }
  }

  /// Sets a setting of the section `training` that is not given.
  mutating func setDefault(_ name: String, _ value: String) {
    let setting = WrittenSetting(name: name, values: [value])
    guard let place = sections.firstIndex(where: { $0.name == "training" }) else {
      return sections.append(Section(name: "training", settings: [setting]))
    }
    if !sections[place].settings.contains(where: { $0.name == name }) { sections[place].settings.append(setting) }
  }

  /// Replaces the value of a field.
  mutating func replace(_ section: String, _ name: String, _ value: String) {
    guard let place = sections.firstIndex(where: { $0.name == section }),
      let field = sections[place].settings.firstIndex(where: { $0.name == name })
    else { return }
    sections[place].settings[field].values = [value]
  }

  /// Puts a model of the catalogue with its defaults in the place of the model.
  mutating func replaceModel(with name: String) {
    network = nil
    sections.removeAll { $0.name == "model" }
    sections.insert(Section(name: "model", settings: [WrittenSetting(name: "name", values: [name])]), at: 0)
  }

  /// The value of a field that is given once; nil for none and for several.
  func value(_ section: String, _ name: String) -> String? {
    let setting = sections.first { $0.name == section }?.settings.first { $0.name == name }
    return setting?.values.count == 1 ? setting?.values[0] : nil
  }
}
