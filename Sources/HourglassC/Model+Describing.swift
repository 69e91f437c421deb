import Autoencoders
import Diagnostics
import Files
import Foundation
import Hourglass
import Settings
import Training

extension Model {
  /// What the model is, as JSON.
  ///
  /// - Throws: the error of a wrong setting; `ShapeError`.
  func description() throws -> String {
    let configuration = try fitted?.configuration ?? configuration()
    var fields: [String: SettingValue] = [
      "model": .text(configuration.modelName), "title": .text(configuration.model.title),
      "settings": try Self.settings(of: configuration, in: fitted?.folder), "is_fitted": .flag(fitted != nil),
      "loss": .text((configuration.loss ?? configuration.model.reconstructionLoss).name),
    ]
    guard let fitted else { return SettingValue.object(fields).json }
    let image = fitted.model.image
    fields["image"] = .list(image.dimensions.map { .integer(Int128($0)) })
    fields["code_size"] = .integer(Int128(try usedPrograms().encoder().size))
    fields["black"] = .number(Double(fitted.levels.black))
    fields["white"] = .number(Double(fitted.levels.white))
    fields["parameters"] = .integer(Int128(fitted.model.parameterCount))
    fields["needs_classes"] = .flag(fitted.model.needsLabels)
    fields["loss"] = .text(fitted.model.lossName)
    fields["epochs"] = .list(try fitted.epochs.map { SettingValue(json: try $0.jsonLine()) ?? SettingValue.none })
    if let folder = fitted.folder {
      fields["folder"] = .text(folder.path)
      let overview = RunOverview(folder)
      fields["damage"] = .list(overview.damage.map { .text($0.description) })
      fields["results"] =
        try overview.results.flatMap { SettingValue(json: try $0.jsonLine()) } ?? SettingValue.none
    }
    return SettingValue.object(fields).json
  }

  /// The settings by section, in the texts of a run file.
  private static func settings(of configuration: RunConfiguration, in folder: RunDirectory?) throws -> SettingValue {
    let texts =
      try folder.map { try RunFile.settingTexts(path: $0.runFile) }
      ?? RunFile.settingTexts(yaml: RunFile.yaml(configuration, record: []), path: "settings")
    return .object(Dictionary(texts.map { ($0.name, .text($0.text)) }) { _, last in last })
  }
}
