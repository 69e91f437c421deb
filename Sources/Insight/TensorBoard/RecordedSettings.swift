import Autoencoders
import NeuralNetworks
import Settings
import TensorBoard
import Training

/// The settings of a run by name, as TensorBoard shows them.
struct RecordedSettings {
  private let values: [(name: String, value: SettingValue)]

  /// What does not change the numbers of a run.
  private static let others: Set = ["film", "tensorboard", "snapshot_interval"]

  init(_ configuration: RunConfiguration) {
    var values: [(name: String, value: SettingValue)] = [("model", .text(configuration.modelName))]
    func add(_ settings: [(name: String, value: SettingValue)], of section: String) {
      values += settings.filter { $0.value != .none }.map { ("\(section).\($0.name)", $0.value) }
    }
    // The texts of model files are too long for a table.
    add(configuration.model.settingValues.filter { !"\($0.value)".contains("\n") }, of: "model")
    values.append(("dataset", .text(configuration.dataset)))
    add(configuration.data.changedSettings.filter { !["dataset", "root"].contains($0.name) }, of: "data")
    values.append(("optimizer", .text(configuration.optimizer.name)))
    add(configuration.optimizer.arguments.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, of: "optimizer")
    values.append(("schedule", .text(configuration.training.schedule.name)))
    add(
      configuration.training.schedule.arguments.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, of: "schedule")
    if let loss = configuration.loss { values.append(("loss", .text(loss.name))) }
    if configuration.training.corruption != .none {
      values.append(("corruption", .text(configuration.training.corruption.description)))
    }
    if !configuration.training.penalties.isEmpty {
      let penalties = configuration.training.penalties.map(\.description).joined(separator: ", ")
      values.append(("penalties", .text(penalties)))
    }
    values += configuration.training.settingValues.filter { $0.value != .none && !Self.others.contains($0.name) }
    self.values = values
  }

  /// The settings as texts, in order.
  var texts: [(name: String, value: String)] { values.map { ($0.name, "\($0.value)") } }

  /// The settings for the page HPARAMS.
  var hyperParameters: HyperParameters {
    var parameters: [String: HyperParameterValue] = [:]
    for (name, value) in values { parameters[name] = Self.parameter(value) }
    return HyperParameters(parameters)
  }

  private static func parameter(_ value: SettingValue) -> HyperParameterValue {
    if let flag = value.flag { return .flag(flag) }
    if let number = value.number { return .number(number) }
    return .text("\(value)")
  }
}
