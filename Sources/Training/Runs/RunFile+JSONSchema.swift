import Autoencoders
import ImageData
import ImageFormats
import NeuralNetworks
public import Settings

extension RunFile {
  /// The JSON Schema (draft 2020-12) of a run file, from the declarations of its settings.
  public static var jsonSchema: SettingValue {
    let (reading, parts) = (properties(of: ImageReading.self), properties(of: RunParts.self))
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Hourglass run file",
      "type": "object",
      "additionalProperties": false,
      "properties": [
        "name": parts["name"] ?? .none,
        "model": ModelCatalogue.allKinds.jsonSchema(isSwept: true),
        "data": DataSettings.jsonSchema(with: reading, isSwept: true),
        "loss": parts["loss"] ?? .none,
        "corruption": parts["corruption"] ?? .none,
        "penalties": parts["penalties"] ?? .none,
        "start": StartSettings.jsonSchema(),
        "optimizer": OptimizerConfiguration.kinds.jsonSchema(isSwept: true),
        "schedule": LearningRateSchedule.kinds.jsonSchema(isSwept: true),
        "training": TrainingSettings.jsonSchema(isSwept: true),
        "record": ["type": "object", "description": "The record of when the run was made; ignored when read."],
        "history": RunHistoryEntry.jsonSchema,
      ],
    ]
  }

  private static func properties(of owner: (some Configurable).Type) -> [String: SettingValue] {
    Dictionary(uniqueKeysWithValues: owner.settingDescriptions.map { ($0.name, $0.jsonSchema) })
  }
}
