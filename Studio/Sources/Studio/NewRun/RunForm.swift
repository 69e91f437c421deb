import Hourglass

/// Everything that a run file can say, as a form shows it: made of the library's declarations alone.
struct RunForm: Sendable {
  /// A field of a run file.
  struct Field: Sendable {
    /// The path in the run file: `training.epochs`.
    var path: String
    var setting: SettingDescription
    /// Whether a list of values stands for a run with each.
    var isSwept: Bool
  }

  /// Fields under one heading.
  struct Group: Sendable {
    var title: String
    var fields: [Field]
  }

  /// A section of the run file that names a kind beside its settings: `model`, `optimizer`, `schedule`.
  struct Choice: Sendable {
    /// The name of the section.
    var section: String
    var kinds: [KindDescription]
    /// The kind without a name; nil where one must be named.
    var defaultName: String?

    /// The kind called `name`, in any letter case; the default one without a name.
    func kind(_ name: String?) -> KindDescription? {
      guard let wanted = (name ?? defaultName)?.lowercased() else { return nil }
      return kinds.first { kind in ([kind.name] + kind.aliases).contains { $0.lowercased() == wanted } }
    }

    /// The fields of a kind.
    func fields(of kind: KindDescription) -> [Field] {
      kind.settings.map { Field(path: "\(section).\($0.name)", setting: $0, isSwept: true) }
    }
  }

  /// The models that have names.
  static let models = Choice(
    section: "model", kinds: ModelCatalogue.allKinds.descriptions.filter { $0.name != DeclaredModel.name },
    defaultName: nil)
  /// The optimisers.
  static let optimizers = Choice(
    section: "optimizer", kinds: OptimizerConfiguration.kinds.descriptions, defaultName: "Adam")
  /// The learning-rate schedules.
  static let schedules = Choice(
    section: "schedule", kinds: LearningRateSchedule.kinds.descriptions,
    defaultName: LearningRateSchedule.fixed.name)

  /// The settings of the section `training`, by heading.
  static let training = groups("training", TrainingSettings.settingDescriptions, isSwept: true)
  /// The settings of the section `data` but for the data set and the augmentations, by heading.
  static let data = groups(
    "data", DataSettings.settingDescriptions.filter { !["dataset", "augmentation"].contains($0.name) }, isSwept: true)
  /// How images are read.
  static let reading = Group(
    title: "Reading images",
    fields: ImageReading.settingDescriptions.map { Field(path: "data.\($0.name)", setting: $0, isSwept: true) })
  /// The augmentations of training images.
  static let augmentation = Group(
    title: "Augmentations",
    fields: Augmentations.settingDescriptions.map {
      Field(path: "data.augmentation.\($0.name)", setting: $0, isSwept: false)
    })
  /// The weights of the terms of the loss.
  static let loss = Group(
    title: "Loss",
    fields: ReconstructionLoss.Weights.settingDescriptions.map {
      Field(path: "loss.\($0.name)", setting: $0, isSwept: false)
    })
  /// The parameters that training starts with.
  static let start = Group(
    title: "Initial values",
    fields: StartSettings.settingDescriptions.map { Field(path: "start.\($0.name)", setting: $0, isSwept: false) })

  /// What trains the run, which stands beside the run file.
  static let device = Group(
    title: DeviceSettings.heading,
    fields: DeviceSettings.settingDescriptions.map {
      Field(path: $0.name, setting: $0, isSwept: $0.name == "device")
    })

  /// What the run takes of the queue, which stands beside the run file, too.
  static let queue = Group(
    title: QueueSettings.heading,
    fields: QueueSettings.settingDescriptions.map {
      Field(path: $0.name, setting: $0, isSwept: $0.name == "processes")
    })

  private static func groups(_ section: String, _ settings: [SettingDescription], isSwept: Bool) -> [Group] {
    var groups: [Group] = []
    for setting in settings {
      let title = setting.group ?? "Other"
      let place = groups.firstIndex { $0.title == title } ?? groups.endIndex
      if place == groups.endIndex { groups.append(Group(title: title, fields: [])) }
      groups[place].fields.append(Field(path: "\(section).\(setting.name)", setting: setting, isSwept: isSwept))
    }
    return groups
  }

  /// Every setting of a section of the run file that is not chosen by name.
  static func settings(ofSection section: String) -> [SettingDescription] {
    switch section {
    case "training": TrainingSettings.settingDescriptions
    case "data": DataSettings.settingDescriptions + ImageReading.settingDescriptions
    case "start": StartSettings.settingDescriptions
    case "loss": ReconstructionLoss.Weights.settingDescriptions
    default: []
    }
  }
}
