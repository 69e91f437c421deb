import Autoencoders
import ImageData
import ImageShapes
import Settings

/// The section `data` of a run file, but for the settings of ``ImageReading``.
struct DataSection: Configurable {
  var dataset: String?
  var root: String?
  var isInverted = false
  var scaling: PixelScaling?
  var normalization = ImageNormalization.none
  var mean: String?
  var augmentation: [String] = []
  var validation: String?

  static let settingsOwner = "the section data"
  static let settings: [Setting<Self>] = [
    .path("dataset", \.dataset, help: "A data set's name, or a path."),
    .path("root", \.root, help: "A folder that holds data sets."),
    .flag("invert", \.isInverted, help: "Whether images are taken in negative, 255 - pixel."),
    .choice("scaling", \.scaling, help: "The pixel range; none for the model's."),
    .choice("normalization", \.normalization, help: "What is done to scaled pixels."),
    .path("mean", \.mean, help: "A mean.binaryproto with the mean to subtract; none for the data set's."),
    .list("augmentation", \.augmentation, help: "How training images are varied, such as flip=lr or rotation=10."),
    Setting(
      "validation", .text(expected: "'first 5000', '10%' or 'none'", pattern: nil), help: "The images that validate.",
      get: { $0.validation.map { .text($0) } ?? .none },
      set: { root, value in
        root.validation = value.text
        return true
      }),
  ]
}

/// The section `start` of a run file.
struct StartSection: Configurable {
  var source: String?
  var excluded: [String] = []
  var trainable: [String] = []

  static let settingsOwner = "the section start"
  static let settings: [Setting<Self>] = [
    .path("from", \.source, help: "The run, or the checkpoint, whose parameters training starts with."),
    .list("exclude", \.excluded, help: "The layers that are not taken from it."),
    .list("train_only", \.trainable, help: "The only layers to train; empty for all."),
  ]
}
