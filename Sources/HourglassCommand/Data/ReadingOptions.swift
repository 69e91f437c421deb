public import ArgumentParser
public import Hourglass

/// The flags that say how images are read: each stands for a field in the section `data` of a run file.
struct ReadingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Bring all images to this size, such as 64x64 or 64.", valueName: "WxH")
  )
  var resize: String?

  @Option(
    name: [.customLong("resize-mode"), .customLong("mode")],
    help: ArgumentHelp(
      "How: squash (without regard to proportions), crop (the middle of what covers the size), fill (all of it, the rest "
        + "filled with noise of evenly drawn levels), half-crop (between the two, with noise too). (default: squash)",
      valueName: "mode"))
  var resizeMode: ResizeMode?

  @Flag(help: "Take all images as grey.")
  var gray = false

  @Option(
    help: ArgumentHelp(
      "The order of planes in raw records of a database: bgr or rgb. (default: bgr)", valueName: "order"))
  var channelOrder: ImageReading.ChannelOrder?

  @Option(
    help: ArgumentHelp(
      "What is done about images that cannot be read: skip or fail. (default: skip; an import fails)",
      valueName: "policy"))
  var onBadImage: BadImagePolicy?

  @Option(
    help: ArgumentHelp("The folder that the paths of a text list are relative to. (default: its own)", valueName: "dir")
  )
  var root: String?

  @Option(help: ArgumentHelp("A file whose line i names the class i - 1.", valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "Which labels of CIFAR-100: fine (100 classes) or coarse (20). (default: fine)", valueName: "fine|coarse"))
  var labelSet: CIFARLabels?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep images in memory up to so many megabytes, read them as they are needed beyond. (default: 1024)",
      valueName: "megabytes"))
  var memoryLimit: Int?

  func validate() throws {
    if let resize, PixelSize(resize) == nil {
      throw ValidationError("--resize: expected WxH or a side, each 1 to 16384, got \(resize)")
    }
    if resizeMode != nil, resize == nil { throw ValidationError("--resize-mode needs --resize") }
    if let memoryLimit, memoryLimit < 0 {
      throw ValidationError("--memory-limit: expected megabytes from 0, got \(memoryLimit)")
    }
    var reading = ImageReading()
    try FlagValues.checked { try set(&reading) }
  }

  /// What the flags say, by the names of the fields.
  var fields: [String: String] {
    let given: [(String, String?)] = [
      ("resize", resize), ("resize_mode", resizeMode?.rawValue), ("colour", gray ? "grey" : nil),
      ("channel_order", channelOrder?.rawValue), ("on_bad_image", onBadImage?.rawValue), ("list_root", root),
      ("class_names", labels), ("label_set", labelSet?.rawValue), ("memory_limit", memoryLimit.map { "\($0)" }),
    ]
    return Dictionary(uniqueKeysWithValues: given.compactMap { name, value in value.map { (name, $0) } })
  }

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

extension ResizeMode: ExpressibleByArgument {}
extension BadImagePolicy: ExpressibleByArgument {}
extension CIFARLabels: ExpressibleByArgument {}
extension ImageReading.ChannelOrder: ExpressibleByArgument {}
