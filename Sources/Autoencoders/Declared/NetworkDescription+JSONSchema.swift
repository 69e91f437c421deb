import ImageShapes
import NeuralNetworks
public import Settings

extension NetworkDescription {
  /// The JSON Schema (draft 2020-12) of a model file.
  public static var jsonSchema: SettingValue {
    let layers: SettingValue = ["type": "array", "minItems": 1, "items": ["$ref": "#/$defs/layer"]]
    let sides: SettingValue = ["type": "integer", "minimum": 1, "maximum": 65_536]
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Hourglass model file",
      "type": "object",
      "required": ["name", "encoder", "decoder"],
      "additionalProperties": false,
      "properties": [
        "name": ["type": ["string", "number"], "description": "The name of the network's runs."],
        "image": [
          "type": "array", "items": sides, "minItems": 3, "maxItems": 3, "description": "[channels, height, width].",
        ],
        "pixels": ["enum": .list(PixelScaling.allCases.map { .text($0.rawValue) }), "description": "The pixel range."],
        "encoder": ["$ref": "#/$defs/layers"], "decoder": ["$ref": "#/$defs/layers"],
        "loss": [
          "anyOf": [
            ["enum": .list(ReconstructionLoss.Kind.allCases.map { .text($0.rawValue) })],
            ReconstructionLoss.Weights.jsonSchema(),
          ]
        ],
        "penalties": CodePenalties.jsonSchema(),
        "corruption": Corruption.jsonSchema,
      ],
      "$defs": ["layers": layers, "layer": ["anyOf": .list(LayerKinds.jsonSchemas)]],
    ]
  }
}

extension LayerKinds {
  /// The JSON Schemas of layers: names, one object per kind, and repeats.
  fileprivate static var jsonSchemas: [SettingValue] {
    let words = all.filter { !needsSettings($0) }.map { SettingValue.text($0.keyword) }
    let repeated: SettingValue = [
      "type": "object", "additionalProperties": false, "required": ["times", "layers"],
      "properties": [
        "times": ["type": "integer", "minimum": 1, "maximum": 1000], "layers": ["$ref": "#/$defs/layers"],
      ],
    ]
    return [["enum": .list(words)], entry("repeat", repeated)] + all.map { entry($0.keyword, settings(of: $0)) }
  }

  private static func entry(_ keyword: String, _ settings: SettingValue) -> SettingValue {
    [
      "type": "object", "additionalProperties": false, "required": [.text(keyword)],
      "properties": .object([keyword: settings]),
    ]
  }

  private static func needsSettings<Kind: LayerKind>(_ kind: Kind) -> Bool {
    Kind.settingDescriptions.contains { $0.defaultValue == nil }
  }

  /// The schema of a layer's settings with its name; a sole setting may stand alone, and none is needed without
  /// required ones.
  private static func settings<Kind: LayerKind>(of kind: Kind) -> SettingValue {
    var forms = [Kind.jsonSchema(with: ["name": ["type": ["string", "number"], "description": "The layer's name."]])]
    if let sole = Kind.soleSetting, let setting = Kind.settingDescriptions.first(where: { $0.name == sole }) {
      forms.append(setting.jsonSchema)
    }
    if !needsSettings(kind) { forms.append(["type": "null"]) }
    return forms.count == 1 ? forms[0] : ["anyOf": .list(forms)]
  }
}
