import Foundation
import Hourglass
import Settings
import TestSupport
import Testing

/// Every declared setting is known wherever settings are given.
@Suite struct DeclaredSettingTests {
  /// A YAML text for each setting whose type does not say what fits.
  private static let examples = [
    "name": "one", "model": "AE", "optimizer": "lion", "schedule": "step", "loss": "{mse: 2}",
    "corruption": "{masking: 0.25}", "penalties": "[{l1: 0.5}]", "dataset": "images", "root": "datasets",
    "normalization": "mean-pixel", "augmentation": "flip=lr + hsv=0.1,0.2,0.3", "validation": "first 7",
    "classes": "3,cat",
    "resize": "8x6", "colour": "grey", "value_range": "-1..1", "image_shape": "28x28",
  ]

  private static let sections: [(name: String, settings: [SettingDescription])] = [
    ("data", DataSettings.settingDescriptions + ImageReading.settingDescriptions),
    ("start", StartSettings.settingDescriptions), ("training", TrainingSettings.settingDescriptions),
  ]

  /// The parts of a run that have a section or a field of their own, and those that only flags have.
  private static let parts = RunParts.settingDescriptions.filter { !flagsOnly.contains($0.name) }
  private static let flagsOnly = ["model_args", "optimizer_args", "schedule_args", "learning_rate"]

  /// A value other than the default that fits, as YAML.
  private static func example(_ setting: SettingDescription) throws -> String {
    if let example = examples[setting.name] { return example }
    switch setting.type {
    case .flag: return "\(setting.defaultValue != true)"
    case .integer(let range): return "\(min(range.upperBound, max(range.lowerBound, 3)))"
    case .number(let range): return try #require(["0.75", "5"].first { range.contains(Double($0) ?? .nan) })
    case .choice(let words): return try #require(words.last { .text($0) != setting.defaultValue })
    case .path: return "some/path"
    case .list: return "[some, others]"
    case .text, .json: throw CocoaError(.featureUnsupported)
    }
  }

  /// A run file that gives every setting.
  private static func runFile() throws -> String {
    var lines: [String] = []
    for setting in parts {
      let text = try example(setting)
      lines.append(
        "\(setting.name): \(["model", "optimizer", "schedule"].contains(setting.name) ? "{name: \(text)}" : text)")
    }
    for section in sections {
      lines.append("\(section.name):")
      for setting in section.settings { lines.append("  \(setting.name): \(try example(setting))") }
    }
    return lines.joined(separator: "\n")
  }

  @Test func `every setting is read from a run file, and written into that of the run`() throws {
    let given = try RunFile(yaml: Self.runFile(), path: "all.yaml").settings
    #expect(given.data.values.count == DataSettings.settings.count)
    #expect(given.reading.values.count == ImageReading.settings.count)
    #expect(given.start.values.count == StartSettings.settings.count)
    #expect(given.training.values.count == TrainingSettings.settings.count)
    let text = try RunFile.yaml(given.resolved(), record: [])
    let written = try RunFile(yaml: text, path: "run.yaml").settings
    #expect(written.data.values == given.data.values)
    #expect(written.reading.values == given.reading.values)
    #expect(written.start.values == given.start.values)
    #expect(written.training.values == given.training.values)
    #expect((written.name, written.model) == ("one", "AE"))
    #expect((written.optimizer, written.schedule) == ("Lion", "step"))
    #expect((written.loss, written.corruption) == (given.loss, given.corruption))
    #expect(written.penalties == given.penalties)
    #expect(try RunFile.yaml(written.resolved(), record: []) == text)
  }

  @Test func `every setting has a flag with its help`() throws {
    let help = try Program()("train", "--help").output.split(whereSeparator: \.isWhitespace).map(String.init)
    let words = help.joined(separator: " ")
    for setting in Self.sections.flatMap(\.settings) + RunParts.settingDescriptions {
      #expect(!setting.flagNames.isEmpty, "\(setting.name)")
      for name in setting.flagNames + setting.shortcuts.keys {
        #expect(help.contains("--\(name)") || help.contains("--\(name),"), "\(name)")
      }
      // Long words, such as an example of JSON, are cut at the end of a line.
      let start = setting.flagHelp.split(separator: " ").prefix(4).joined(separator: " ")
      #expect(words.contains(start), "\(setting.name): \(start)")
    }
  }

  @Test func `every setting has an entry in the JSON Schema`() throws {
    let sections = try #require(RunFile.jsonSchema.object?["properties"]?.object)
    for setting in Self.parts { #expect(sections[setting.name] != nil, "\(setting.name)") }
    for section in Self.sections {
      let properties = try #require(sections[section.name]?.object?["properties"]?.object)
      for setting in section.settings { #expect(properties[setting.name] != nil, "\(setting.name)") }
      #expect(properties.count == section.settings.count)
    }
  }

  @Test func `every setting can be given by its flag`() throws {
    let program = try Program()
    func refused(_ setting: SettingDescription, _ value: String) throws {
      let outcome = try program(Program.train + [setting.flag, value])
      #expect(outcome.status == 64 && outcome.errors.contains(setting.flag), "\(setting.flag): \(outcome.errors)")
    }
    for setting in TrainingSettings.settingDescriptions { try refused(setting, "neither") }
    for setting in DataSettings.settingDescriptions + ImageReading.settingDescriptions {
      if case .choice = setting.type { try refused(setting, "neither") }
    }
    let outcome = try program(
      Program.train + ["--epochs", "1", "--gray", "--invert", "--augment", "flip=lr", "--augment", "noise=0.1"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let file = try RunFile(path: program.folder("runs/mine/run.yaml")).settings
    #expect(file.data.augmentation == Augmentations(noise: 0.1, flip: .leftRight))
    #expect(file.data.isInverted && file.reading.values["colour"] == "grey")
  }
}
