import Foundation
import Hourglass
import Jobs

/// The values that the form of a new run begins with, by the fields' paths: those that differ from the defaults.
struct RunValues: Sendable {
  private(set) var values: [String: String] = [:]

  /// No values.
  init() {}

  /// The values of `settings`.
  init(_ settings: RunSettings) {
    set("data", settings.data.values, DataSettings.settingDescriptions, except: ["augmentation"])
    set("data", settings.reading.values, ImageReading.settingDescriptions)
    set("training", settings.training.values, TrainingSettings.settingDescriptions)
    set("start", settings.start.values, StartSettings.settingDescriptions)
    for (name, value) in settings.data.augmentation?.changedSettings ?? [] {
      values["data.augmentation.\(name)"] = value.typed
    }
    for (name, weight) in settings.loss { values["loss.\(name)"] = SettingValue.number(weight).typed }
    if let corruption = settings.corruption { values["corruption"] = corruption.description }
    if !settings.penalties.isEmpty {
      values["penalties"] = settings.penalties.map(\.description).joined(separator: " + ")
    }
    setKind(RunForm.optimizers, settings.optimizer, settings.optimizerArguments)
    setKind(RunForm.schedules, settings.schedule, settings.scheduleArguments)
    if settings.model == DeclaredModel.name {
      values["source"] = "network"
      values["network.text"] = settings.modelFields["definition"]?.text
      values["network.language"] = settings.modelFields["file"]?.text?.hasSuffix(".lua") == true ? "lua" : "yaml"
    } else {
      setKind(RunForm.models, settings.model, settings.modelFields)
    }
  }

  /// The value of the field at `path`; nil for its default.
  subscript(path: String) -> String? {
    get { values[path] }
    set { values[path] = newValue }
  }

  /// Sets what trains the run.
  mutating func set(_ device: DeviceRequest) {
    values["device"] = device.name
    values["precision"] = device.precision
    if device.isDeterministic { values["deterministic"] = "true" }
  }

  /// Sets in how many processes the run is trained.
  mutating func set(processes: Int) { if processes > 1 { values["processes"] = "\(processes)" } }

  private mutating func set(
    _ section: String, _ given: [String: SettingValue], _ settings: [SettingDescription], except others: [String] = []
  ) {
    for setting in settings where !others.contains(setting.name) {
      guard let value = given[setting.name], value != setting.defaultValue else { continue }
      values["\(section).\(setting.name)"] = value.typed
    }
  }

  private mutating func setKind(_ choice: RunForm.Choice, _ name: String?, _ arguments: [String: SettingValue]) {
    guard let kind = choice.kind(name) else {
      values["\(choice.section).name"] = name
      return
    }
    if kind.name != choice.defaultName { values["\(choice.section).name"] = kind.name }
    for setting in kind.settings {
      guard let value = arguments[setting.name] else { continue }
      let isDefault = value.typed == setting.defaultValue?.typed
      if !isDefault { values["\(choice.section).\(setting.name)"] = value.typed }
    }
  }
}
