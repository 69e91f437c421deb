import Autoencoders
package import NeuralNetworks
package import Settings

/// The name of a run and the parts that run files have sections for, as flags give them.
package struct RunParts: Configurable, Sendable {
  /// The run's name; nil for one made from the settings.
  package var name: String?
  /// The name of the model, or the path of a model file.
  package var model: String?
  /// Settings of the model.
  package var modelArguments: [String: SettingValue]?
  /// The name of the optimiser.
  package var optimizer: String?
  /// Settings of the optimiser.
  package var optimizerArguments: [String: SettingValue]?
  /// The learning rate, which is also a setting of the optimiser.
  package var learningRate: Double?
  /// The name of the schedule.
  package var schedule: String?
  /// Settings of the schedule.
  package var scheduleArguments: [String: SettingValue]?
  /// The weights of losses by name; nil for the model's own loss.
  package var loss: [String: Double]?
  /// The corruption of training images; nil for the model's.
  package var corruption: Corruption?
  /// Penalties on parameters.
  package var penalties: [ParameterPenalty]?

  package init() {}

  /// The path of the model file; nil for a model by name.
  package var modelFile: String? {
    model.flatMap { [".yaml", ".yml", ".lua"].contains(where: $0.lowercased().hasSuffix) ? $0 : nil }
  }

  package static let settingsOwner = "the run"
  package static let settings: [Setting<Self>] = [
    .value(
      "name", \.name, expected: "text", schema: ["type": ["string", "number"]], isOptional: false,
      help: "The run's name, which its folder has.",
      read: { value throws(SettingError) in "\(value)" }, write: { .text($0) }
    ).defaulting(to: "made from the settings"),
    .text(
      "model", \.model,
      expected: "a name that `hourglass models` lists, a model file (.yaml) or a Torch listing (.lua)",
      help: "The model."
    )
    .withoutDefault,
    arguments("model_args", \.modelArguments, of: "the model", example: #"{"filters":16}"#),
    .text("optimizer", \.optimizer, expected: names(of: OptimizerConfiguration.kinds), help: "The optimiser.")
      .defaulting(to: "adam"),
    arguments("optimizer_args", \.optimizerArguments, of: "the optimiser", example: #"{"learning_rate":1e-3}"#),
    .number("learning_rate", \.learningRate, in: .positive, help: "The learning rate, as in --optimizer-args.")
      .defaulting(to: "the optimiser's"),
    .text(
      "schedule", \.schedule, expected: names(of: LearningRateSchedule.kinds), help: "The learning-rate schedule."
    ).defaulting(to: "fixed"),
    arguments(
      "schedule_args", \.scheduleArguments, of: "the schedule", example: #"{"values":[50,85],"gamma":0.5}"#),
    .value(
      "loss", \.loss, expected: #"a name such as bce, or weights such as '{"bce":1,"mse":0.1}'"#,
      schema: ReconstructionLoss.Weights.jsonSchema(), help: "The reconstruction loss.",
      read: { value throws(SettingError) in try ReconstructionLoss.weights(value) },
      write: { .object($0.mapValues { .number($0) }) }
    ).defaulting(to: "the model's"),
    Setting.value(
      "corruption", \.corruption,
      expected: "masking=0.3, salt-and-pepper=0.1, gaussian=0.5,clip=true, uniform=0.5, blur=1, erase=0.5, "
        + "rotate=15,rescale=0.1,shift=0.1, several joined by ' + ', JSON, or none",
      schema: Corruption.jsonSchema, isOptional: false, help: "The corruption of the images that the network sees.",
      read: { value throws(SettingError) in try Corruption(value) }, write: \.settingValue
    ).defaulting(to: "the model's").repeatable,
    Setting.value(
      "penalties", \.penalties, expected: "l2=1e-4, l1=1e-5:encoder,decoder.weight, or JSON",
      schema: ParameterPenalty.jsonSchema, help: "Penalties on parameters.",
      read: { value throws(SettingError) in try ParameterPenalty.list(value) },
      write: { .list($0.map(\.settingValue)) }
    ).flags("penalty").repeatable,
  ]

  private static func names<Kind>(of kinds: Kinds<Kind>) -> String {
    kinds.names.map { $0.lowercased() }.joined(separator: ", ")
  }

  /// Settings of a part as a JSON object.
  private static func arguments(
    _ name: String, _ path: any SettingPath<Self, [String: SettingValue]?>, of owner: String, example: String
  ) -> Setting<Self> {
    let flag = "--" + name.replacing("_", with: "-")
    return Setting.value(
      name, path, expected: "JSON such as '\(example)'", schema: ["type": "object"], help: "Settings of \(owner).",
      read: { value throws(SettingError) in
        if let fields = value.object { return fields }
        return try SettingValue.object(json: "\(value)", place: flag, example: example)
      }, write: { .object($0) }
    ).defaulting(to: "\(owner)'s")
  }
}
