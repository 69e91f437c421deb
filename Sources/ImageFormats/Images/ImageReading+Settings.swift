internal import Pictures
public import Settings

/// The settings for reading images in the section `data` of a run file.
extension ImageReading: Configurable {
  public static let settingsOwner = "the reading of images"

  public static let settings: [Setting<Self>] = [
    .text(
      "resize", \.preparation.size, expected: "WxH or a side, each 1 to 16384", pattern: "[0-9]+([xX][0-9]+)?",
      help: "The size to resize all images to, such as 64x64 or 64."),
    .choice(
      "resize_mode", \.preparation.mode,
      help:
        "How an image of other proportions is resized: squash ignores them, crop cuts the middle of what covers the "
        + "size, fill adds noise around all of it, half-crop is between the two.", condition: "with resize"),
    .text(
      "colour", \.colour, expected: "grey or rgb", pattern: "grey|gray|rgb|colour|color",
      help: "The colours that all images are converted to."),
    .choice("channel_order", \.channelOrder, help: "The order of planes in raw records of a database."),
    .choice(
      "on_bad_image", \.onBadImage, help: "How unreadable images are handled; an import fails by default."),
    .path("list_root", \.root, help: "The folder for relative paths in a text list; the list's folder by default."),
    .path("class_names", \.classNames, help: "A file with the name of class i in line i + 1."),
    .choice("label_set", \.labelSet, help: "The labels of CIFAR-100: 100 fine or 20 coarse classes."),
    .integer(
      "memory_limit", \.memoryMegabytes, in: 0...1 << 40, unit: "megabytes",
      help: "The maximum size of a set in memory; larger sets are read on demand."),
  ]

  /// The memory limit in megabytes.
  private var memoryMegabytes: Int {
    get { memoryLimit >> 20 }
    set { memoryLimit = newValue << 20 }
  }

  /// The colours of all images; nil for each image's own.
  private var colour: ColourName? {
    get { preparation.colour.map { ColourName(colour: $0) } }
    set { preparation.colour = newValue?.colour }
  }
}

/// A colour model by its names in run files: `grey` or `rgb`.
private struct ColourName: LosslessStringConvertible {
  let colour: Picture.Colour

  init(colour: Picture.Colour) { self.colour = colour }

  init?(_ text: String) {
    switch text.lowercased() {
    case "grey", "gray": colour = .grey
    case "rgb", "colour", "color": colour = .rgb
    default: return nil
    }
  }

  var description: String { colour == .grey ? "grey" : "rgb" }
}
