import Foundation
import Hourglass

/// The fields of the form by the flags of the command line, which the library's advice names.
enum FieldWords {
  private static let labels: [String: String] = {
    let settings =
      TrainingSettings.settingDescriptions + DataSettings.settingDescriptions + ImageReading.settingDescriptions
      + StartSettings.settingDescriptions
    var labels = ["loss": "Loss", "name": "Name of the run", "model": "Model", "optimizer": "Optimiser"]
    for setting in settings {
      for flag in setting.flagNames { labels[flag] = setting.label }
    }
    labels["dataset"] = "Data set"
    return labels
  }()

  /// `text` with the labels of fields instead of flags: `use --scaling 0..1` becomes `use “Scaling” 0..1`.
  static func replacingFlags(in text: String) -> String {
    text.replacing(/--([a-z][a-z\-]*)/) { match in
      labels[String(match.output.1)].map { "“\($0)”" } ?? String(match.output.0)
    }
  }
}
