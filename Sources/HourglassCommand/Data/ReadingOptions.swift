import ArgumentParser
import Hourglass

/// The flags that say how images are read.
struct ReadingOptions: ParsableArguments {
  @OptionGroup var flags: SettingFlags<ImageReading>

  /// What the flags give.
  var given: Given<ImageReading> { flags.given }

  func validate() throws {
    if given.values["resize_mode"] != nil, given.values["resize"] == nil {
      throw ValidationError("--resize-mode needs --resize")
    }
  }

  /// What is done about unreadable images, where a flag says so.
  var givenPolicy: BadImagePolicy? { given.values["on_bad_image"] == nil ? nil : given.onBadImage }

  /// How to read, with progress on the terminal.
  var reading: ImageReading {
    var reading = given.section
    reading.progress = Console.readingProgress
    return reading
  }
}

/// The folder of data sets.
struct DataRootOption: ParsableArguments {
  @Option(setting: "root", of: DataSettings.self) private var root: SettingValue?

  /// The folder; nil for the default places.
  var folder: String? { root?.text }
}
