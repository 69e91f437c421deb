internal import Pictures
public import Settings

/// The settings of the section `data` of a run file that say how images are read.
extension ImageReading: Configurable {
  public static let settingsOwner = "the reading of images"

  public static let settings: [Setting<Self>] = [
    Setting.text(
      "resize", \.preparation.size, expected: "WxH or a side, each 1 to 16384", pattern: "[0-9]+([xX][0-9]+)?",
      help: "The size that all images are resized to, such as 64x64 or 64."
    ).defaulting(to: "their own"),
    Setting.choice(
      "resize_mode", \.preparation.mode,
      help:
        "The way to resize images of other proportions (squash ignores them, crop cuts out the middle, fill pads with "
        + "noise, half-crop does both).", condition: "with --resize"
    ).flags("resize-mode", "mode"),
    .choice(
      "resize_filter", \.preparation.filter,
      help:
        "The filter that shrinks images (area is the mean, bilinear as in Pillow, caffe as OpenCV's linear, not "
        + "antialiased).", condition: "with --resize"),
    Setting.text(
      "colour", \.colour, expected: "grey or rgb", pattern: "grey|gray|rgb|colour|color",
      help: "The colours that all images are converted to."
    ).defaulting(to: "their own").shortcut("gray", for: "grey"),
    Setting.text(
      "value_range", \.preparation.valueRange, expected: "A..B, such as -1..1 or 0..65535", pattern: ".+[.][.].+",
      help: "The numbers that are black and white in arrays, TIFF and PNG."
    ).defaulting(to: "recognised where that is safe"),
    Setting.text(
      "image_shape", \.rowShape, expected: "HxW or CxHxW, such as 28x28 or 3x32x32", pattern: "[0-9]+([xX][0-9]+){1,2}",
      help: "The shape of the images in an array of rows [n, pixels]."
    ).defaulting(to: "none"),
    .choice("pages", \.pages, help: "The pages of a TIFF that are images."),
    .choice("channel_order", \.channelOrder, help: "The order of planes in raw records of a database."),
    .choice(
      "on_bad_image", \.onBadImage, help: "Whether images that cannot be read are skipped, or an error as in an import."
    ),
    Setting.path("list_root", \.root, help: "The folder that the paths of a text list are relative to.")
      .flags("root").defaulting(to: "the list's"),
    Setting.path("class_names", \.classNames, help: "A file whose line i names the class i - 1.")
      .flags("labels").defaulting(to: "the images' own names"),
    .choice("label_set", \.labelSet, help: "The labels of CIFAR-100, of 100 fine or 20 coarse classes."),
    .integer(
      "memory_limit", \.memoryMegabytes, in: 0...1 << 40, unit: "megabytes",
      help: "The maximum size of images that are held in memory; larger sets are read on demand."),
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
