import Catalogue
import Foundation
import Hourglass
import Jobs
import Web

/// A model of the catalogue, as JSON.
struct ModelDocument: Codable, Sendable {
  /// A run of it.
  struct Run: Codable, Sendable {
    var id: String
    var name: String
    var status: String
    var url: String
    var dataset: String?
    var code_size: Int?
    var best: [String: Double]
  }

  var model: ModelList.Model
  /// What training minimises.
  var objective: ModelObjective
  /// The layers with the published settings, for images of one shape.
  var network: ModelSummary
  /// Whether the network can be had as a text to edit.
  var has_text: Bool
  /// The presets that train it.
  var presets: [PresetDocument]
  /// The best of its runs here by the error of pixels, then the newest.
  var trained: [Run]
}

extension StudioServer {
  /// The catalogue with the number of runs of each model here.
  func modelList() async throws -> ModelList {
    let counts = Dictionary(grouping: try await subjects().compactMap { $0.row?.model }) { $0 }.mapValues(\.count)
    let models = try await newRun.checks {
      ModelCatalogue.families.flatMap { family in
        family.kinds.map { ModelList.Model($0, family: family.title, runs: counts[$0.init().title] ?? 0) }
      }
    }
    return ModelList(models: models, presets: try await presetDocuments(PresetCatalogue.all))
  }

  /// The model called `name`, for images of the shape `image`, or of its own where that is empty.
  ///
  /// - Throws: `WebError` when there is none, or it takes no such images.
  func modelDocument(_ name: String, image: String) async throws -> ModelDocument {
    let families = ModelCatalogue.families
    guard let family = families.first(where: { $0.kinds.contains { $0.name.lowercased() == name.lowercased() } }),
      let kind = family.kinds.first(where: { $0.name.lowercased() == name.lowercased() })
    else { throw WebError.notFound("there is no model called \(name.prefix(80).debugDescription)") }
    let shape = try image.isEmpty ? kind.defaultImage : Self.shape(image)
    let configuration = kind.init()
    let network: ModelSummary
    do {
      network = try await newRun.checks {
        try ModelSummary(
          TracedModel(configuration, image: shape), of: configuration, scaling: configuration.pixelRange)
      }
    } catch let error as any ReportedError {
      throw WebError(fields: [FieldError("image", PageWords.of(error))])
    }
    var query = RunQuery()
    (query.model, query.limit, query.sort) = (configuration.title, 12, RunSort(.best(.mse01)))
    let runs = try await subjects(query)
    let presets = PresetCatalogue.all.filter { (try? $0.settings().model?.lowercased()) == kind.name.lowercased() }
    let sized = try await newRun.checks { ModelList.Model(kind, family: family.title, runs: runs.count) }
    return ModelDocument(
      model: sized, objective: kind.objective, network: network,
      has_text: kind is any LayeredModel.Type, presets: try await presetDocuments(presets),
      trained: runs.map { run in
        let entry = RunEntry(run)
        return ModelDocument.Run(
          id: run.id, name: run.name, status: entry.status.rawValue, url: run.url, dataset: entry.dataset,
          code_size: entry.code_size, best: entry.best)
      })
  }

  private static func shape(_ text: String) throws(WebError) -> ImageShape {
    guard let shape = ImageShape(text), shape.elements <= 1 << 22 else {
      throw WebError(fields: [
        FieldError("image", "expected channels, height and width such as 1x28x28, got \(text.debugDescription)")
      ])
    }
    return shape
  }
}
