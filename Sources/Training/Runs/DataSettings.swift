public import Autoencoders
public import ImageData
public import ImageShapes
public import Settings

/// The section `data` of a run file, but for the settings of `ImageReading`.
public struct DataSettings: Configurable, Sendable {
  /// A data set's name, or a path.
  public var dataset: String?
  /// A folder that holds data sets.
  public var root: String?
  /// Whether images are inverted: 255 - pixel.
  public var isInverted = false
  /// The pixel range; nil for the model's.
  public var scaling: PixelScaling?
  /// The normalization of scaled pixels.
  public var normalization = ImageNormalization.none
  /// A file with the mean to subtract; nil for the data set's, or else that of the training images.
  public var mean: String?
  /// The augmentations of training images; nil for none.
  public var augmentation: Augmentations?
  /// The classes that are trained and validated on; nil for all.
  public var classes: ClassSelection?
  /// The validation images; nil for the data set's default.
  public var validation: ValidationSplit?

  public init() {}

  public static let settingsOwner = "the section data"
  public static let settings: [Setting<Self>] = [
    .path(
      "dataset", \.dataset,
      help:
        "A data set's name (mnist, fashion-mnist, cifar10, cifar100), or a path to a folder of pictures, a text list, "
        + "a database, a dataset.yaml, IDX, CIFAR or NumPy files."
    ).withoutDefault.grouped("Images"),
    Setting.path("root", \.root, help: "A folder that holds data sets.").flags("data-root")
      .defaulting(to: "$HOURGLASS_DATA").grouped("Images"),
    .flag("invert", \.isInverted, help: "Invert images, 255 - pixel.", group: "Pixels"),
    Setting.choice("scaling", \.scaling, help: "The pixel range.", group: "Pixels").defaulting(to: "the model's"),
    .choice(
      "normalization", \.normalization,
      help: "The normalization of scaled pixels, which subtracts a mean, standardises each image, or whitens all.",
      group: "Pixels"),
    Setting.path("mean", \.mean, help: "A mean.binaryproto with the mean to subtract.")
      .defaulting(to: "the data set's").grouped("Pixels"),
    Setting.value(
      "augmentation", \.augmentation, expected: Augmentations.expected, schema: Augmentations.jsonSchema,
      help: "Augmentations of training images.",
      read: { value throws(SettingError) in try Augmentations(value) }, write: \.settingValue
    ).flags("augment").repeatable.grouped("Augmentations"),
    Setting.value(
      "classes", \.classes, expected: "numbers or names, separated by commas", schema: ["type": ["string", "integer"]],
      help: "The classes to train and validate on, such as 3 or cat,dog; test images keep all.",
      read: { value throws(SettingError) in try ClassSelection(value) }, write: { .text($0.description) }
    ).defaulting(to: "all").grouped("Images"),
    Setting.value(
      "validation", \.validation, expected: "'first 5000', '10%', test, given or none", schema: ["type": "string"],
      isOptional: false, help: "The validation images.",
      read: { value throws(SettingError) in try ValidationSplit(value) }, write: { .text($0.description) }
    ).defaulting(to: "the data set's").grouped("Images"),
  ]
}

/// The section `start` of a run file.
public struct StartSettings: Configurable, Sendable {
  /// The run, or the checkpoint, whose parameters training starts with; nil for random parameters.
  public var source: String?
  /// The layers that are not taken from it.
  public var excluded: [String] = []
  /// The only layers to train; empty for all.
  public var trainable: [String] = []

  public init() {}

  public static let settingsOwner = "the section start"
  public static let settings: [Setting<Self>] = [
    .path("from", \.source, help: "The run, or the checkpoint file, whose parameters training starts with.")
      .defaulting(to: "random parameters"),
    .list("exclude", \.excluded, help: "The layers that are not taken from it, such as decoder,encoder.0.")
      .defaulting(to: "none"),
    .list("train_only", \.trainable, help: "The only layers to train, such as decoder,encoder.0.")
      .defaulting(to: "all"),
  ]
}
