import Foundation
import Hourglass

/// The models of the catalogue and the presets, as JSON.
struct ModelList: Codable, Sendable {
  /// A model.
  struct Model: Codable, Sendable {
    /// The heading that lists show it under.
    var family: String
    var name: String
    var summary: String
    /// The publication.
    var source: String
    /// The address of its page below the server's root.
    var url: String
    /// The image shape of the published model.
    var image: [Int]
    /// The dimension of the code with the published settings.
    var code: Int
    /// Trained parameters with the published settings.
    var parameters: Int
    /// The runs of it in the folder of runs.
    var runs: Int
    var settings: [FieldDocument]
  }

  var models: [Model]
  var presets: [PresetDocument]
}

/// What a published model is with its published settings.
struct ModelSize: Hashable, Sendable {
  /// The dimension of the code.
  var code: Int
  /// Trained parameters.
  var parameters: Int

  /// The sizes of all models by name; traces each of them once, on first use.
  static let all: [String: ModelSize] = Dictionary(
    uniqueKeysWithValues: ModelCatalogue.kinds.compactMap { kind in
      guard let model = try? TracedModel(kind.init(), image: kind.defaultImage),
        let code = try? model.encoding().code.shape.count
      else { return nil }
      return (kind.name, ModelSize(code: code, parameters: model.parameterCount))
    })
}

extension ModelList.Model {
  /// A model of the family called `family`; blocks while models are traced.
  init(_ kind: any ModelConfiguration.Type, family: String, runs: Int) {
    let settings = RunForm.models.kind(kind.name).map(RunForm.models.fields) ?? []
    let size = ModelSize.all[kind.name]
    self.init(
      family: family, name: kind.name, summary: kind.summary, source: kind.source,
      url: "models/\(URLPart.escaped(kind.name))", image: kind.defaultImage.dimensions, code: size?.code ?? 0,
      parameters: size?.parameters ?? 0, runs: runs, settings: settings.map(FieldDocument.init))
  }
}
