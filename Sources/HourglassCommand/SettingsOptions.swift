import ArgumentParser
import Hourglass

/// The flags of the settings of a run.
struct SettingsOptions: ParsableArguments {
  @OptionGroup(title: "Settings") var parts: SettingFlags<RunParts>
  @OptionGroup(title: "Images") var data: SettingFlags<DataSettings>
  @OptionGroup(title: "Reading images") var reading: ReadingOptions
  @OptionGroup(title: "Start") var start: SettingFlags<StartSettings>
  @OptionGroup(title: "Training") var training: SettingFlags<TrainingSettings>

  /// The path of the model file; nil for a model by name.
  var modelFile: String? { parts.given.section.modelFile }

  /// The settings that flags give.
  /// - Throws: why a model file cannot be used.
  func settings() throws -> RunSettings {
    try RunSettings(
      parts.given.section, data: data.given, reading: reading.given, start: start.given, training: training.given)
  }
}
