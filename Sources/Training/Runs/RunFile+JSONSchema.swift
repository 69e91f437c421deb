import Autoencoders
import ImageData
import ImageFormats
import NeuralNetworks
public import Settings

extension RunFile {
  /// The JSON Schema (draft 2020-12) of a run file, from the declarations of its settings.
  public static var jsonSchema: SettingValue {
    let reading = Dictionary(
      uniqueKeysWithValues: ImageReading.settingDescriptions.map { ($0.name, $0.jsonSchema) })
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Hourglass run file",
      "type": "object",
      "additionalProperties": false,
      "properties": [
        "name": ["type": ["string", "number"], "description": "The run's name, which its folder has."],
        "model": ModelCatalogue.allKinds.jsonSchema(isSwept: true),
        "data": DataSection.jsonSchema(with: reading, isSwept: true),
        "loss": ReconstructionLoss.Weights.jsonSchema(),
        "corruption": Corruption.jsonSchema,
        "penalties": ParameterPenalty.jsonSchema,
        "start": StartSection.jsonSchema(),
        "optimizer": OptimizerConfiguration.kinds.jsonSchema(isSwept: true),
        "schedule": LearningRateSchedule.kinds.jsonSchema(isSwept: true),
        "training": TrainingSettings.jsonSchema(isSwept: true),
        "record": ["type": "object", "description": "What was noted when the run was made; ignored when read."],
      ],
    ]
  }
}
