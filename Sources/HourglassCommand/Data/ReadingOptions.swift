import ArgumentParser
import Hourglass

/// The flags that say how images are read: each stands for a field in the section `data` of a run file.
struct ReadingOptions: ParsableArguments {
  @Option(setting: "resize", of: ImageReading.self) var resize: GivenSetting?
  @Option(setting: "resize_mode", of: ImageReading.self, names: ["resize-mode", "mode"]) var resizeMode: GivenSetting?

  @Flag(help: "Take all images as grey.")
  var gray = false

  @Option(setting: "channel_order", of: ImageReading.self) var channelOrder: GivenSetting?
  @Option(setting: "on_bad_image", of: ImageReading.self) var onBadImage: GivenSetting?
  @Option(setting: "list_root", of: ImageReading.self, names: ["root"]) var root: GivenSetting?
  @Option(setting: "class_names", of: ImageReading.self, names: ["labels"]) var labels: GivenSetting?
  @Option(setting: "label_set", of: ImageReading.self) var labelSet: GivenSetting?
  @Option(setting: "memory_limit", of: ImageReading.self) var memoryLimit: GivenSetting?

  func validate() throws {
    if resizeMode != nil, resize == nil { throw ValidationError("--resize-mode needs --resize") }
  }

  /// What the flags say, by the names of the settings.
  var fields: [String: SettingValue] {
    givenSettings.merging(gray ? ["colour": "grey"] : [:]) { given, _ in given }
  }

  /// What is done about images that cannot be read, where a flag says so.
  var givenPolicy: BadImagePolicy? { onBadImage?.value.text.flatMap { BadImagePolicy(rawValue: $0) } }

  /// The same, ready to read by.
  func reading() throws -> ImageReading {
    var reading = ImageReading()
    try set(&reading)
    reading.progress = Console.readingProgress
    return reading
  }

  private func set(_ reading: inout ImageReading) throws {
    for (field, value) in fields.sorted(by: { $0.key < $1.key }) { try reading.set(field, to: value) }
  }
}
