import Foundation
import Hourglass

/// Messages of the library in the words of pages, which have fields where the command line has flags.
enum PageWords {
  /// The message of an error.
  static func of(_ error: any Error) -> String { replacingFlags(in: "\(error)") }

  /// `text` with the labels of fields instead of flags: `use --scaling 0..1` becomes `use “Scaling” 0..1`.
  ///
  /// Options that the Studio itself is started with, such as `--data-root`, stay.
  static func replacingFlags(in text: String) -> String {
    guard text.contains("--") || text.contains("hourglass data") || text.contains("the same command") else {
      return text
    }
    var text = text
    for (phrase, words) in phrases { text.replace(phrase, with: words) }
    text.replace(/hourglass data get [a-z0-9\-]+/, with: "download it with “New data set”")
    text.replace(/--([a-z]+)-args '\{"(\w+)":"?([^"}]*)"?\}'/) { match in "“\(label(match.output.2))” \(match.output.3)"
    }
    return text.replacing(/--([a-z][a-z\-]*)/) { match in
      labels[String(match.output.1)].map { "“\($0)”" } ?? String(match.output.0)
    }
  }

  /// What no single field has; the first that fits counts.
  private static let phrases = [
    ("train the run again with --restart and", "train a new run of its settings with"),
    ("train the run again with --restart", "train a new run of its settings"),
    ("start again with --restart", "start again from the beginning"),
    ("replace it with --restart", "remove it first"),
    ("continue with `hourglass data import … --resume`", "continue it"), ("continue with --resume", "continue it"),
    (
      "name their folder with --data-root DIR or $\(DatasetCatalogue.environmentVariable)",
      "give the path of their folder"
    ),
    ("the same command resumes it", "it can be resumed"),
    ("or give --image", "or choose a data set"), ("without --no-film", "with a film"),
    ("encode with the same run, and without --layer", "use codes of the same run"),
    ("choose --split", "choose the part"), ("with --from FILE, DIR or URL", "in a folder of the server"),
    ("another mirror with --from URL", "another time"), ("another mirror with --from", "another time"),
  ]

  private static let labels: [String: String] = {
    let settings =
      TrainingSettings.settingDescriptions + DataSettings.settingDescriptions + ImageReading.settingDescriptions
      + StartSettings.settingDescriptions + DeviceSettings.settingDescriptions
      + QueueSettings.settingDescriptions
    var labels: [String: String] = [:]
    for setting in settings {
      for flag in setting.flagNames { labels[flag] = setting.label }
    }
    let others = [
      "loss": "Loss", "name": "Name of the run", "model": "Model", "optimizer": "Optimiser", "dataset": "Data set",
      "learning-rate": "Learning rate", "label": "Class", "normal": "Normal classes", "features": "Data set",
    ]
    return labels.merging(others) { $1 }
  }()

  /// The label of a setting of a model: `code_size` is “Code size”.
  private static func label(_ name: Substring) -> String {
    let words = String(name).replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
