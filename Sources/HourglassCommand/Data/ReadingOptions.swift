import ArgumentParser
import Hourglass

/// The flags that say how images are read.
struct ReadingOptions: ParsableArguments {
  @OptionGroup var flags: SettingFlags<ImageReading>

  /// What the flags give.
  var given: Given<ImageReading> { flags.given }

  func validate() throws {
    for (field, flag) in [("resize_mode", "--resize-mode"), ("resize_filter", "--resize-filter")]
    where given.values[field] != nil && given.values["resize"] == nil {
      throw ValidationError("\(flag) needs --resize")
    }
  }

  /// What is done about unreadable images, where a flag says so.
  var givenPolicy: BadImagePolicy? { given.values["on_bad_image"] == nil ? nil : given.onBadImage }

  /// How to read, with progress on the terminal.
  var reading: ImageReading {
    var reading = given.section
    reading.progress = Console.readingProgress
    reading.note = Console.note
    return reading
  }
}

/// The folder of data sets.
struct DataRootOption: ParsableArguments {
  @Option(setting: "root", of: DataSettings.self) private var root: SettingValue?

  /// The folder; nil for the default places.
  var folder: String? { root?.text }
}
