import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

extension StudioServer {
  /// Denoising: images that are corrupted as one likes, and what a model makes of them.
  var denoiseEndpoints: [Endpoint] {
    let id = Self.runID
    let corruption = Parameter.text(
      "corruption", "A corruption, such as gaussian=0.3; several joined by +", default: "none", maxLength: 500)
    let part = Parameter<DatasetPart>.choice("part", "The part of the images", default: .validation)
    let dataset = Parameter.text("dataset", "A data set; empty for the run's own images", default: "", maxLength: 200)
    let first = Parameter.integer("first", "The number of the first image", 0...Int(Int32.max), default: 0)
    let count = Parameter.integer("count", "The number of images", 1...16, default: 8)
    return Endpoint.page(
      "/runs/{id}/denoise", "Images that are corrupted, and what the model makes of them", [id], template: "denoise"
    ) { call in
      try await denoiseDocument(subject(call(id)))
    } view: { document, _ in
      Self.denoiseView(document)
    }
      + [
        .get(
          "/runs/{id}/denoise/row.json", "Images, the same corrupted, and their reconstructions, as one picture",
          [id, corruption, part, dataset, first, count],
          refusals: [.conflict, .unprocessableContent, .serviceUnavailable]
        ) { call in
          let run = try await subject(call(id))
          let corrupting: Corruption
          do {
            corrupting = try Corruption(call(corruption))
          } catch let error as SettingError {
            throw WebError(fields: [FieldError("corruption", PageWords.of(error))])
          }
          var request = ScoringRequest(source: .run, part: try call(part))
          if case let set = try call(dataset), !set.isEmpty { (request.source, request.dataset) = (.dataset, set) }
          return try await denoised(request, run, corrupting, first: call(first), count: call(count))
        }
      ]
  }

  private func denoiseDocument(_ run: RunSubject) async throws -> DenoiseDocument {
    let scorings = try await scorings(of: run, .reconstruction)
    let runs = queue.store.runs
    let corruption = try await compute {
      (try? TrainedRun.open(RunDirectory(path: run.directory), runs: runs))?.configuration.training.corruption
    }
    return DenoiseDocument(
      id: run.id, name: run.name, problem: scorings.problem, note: scorings.note,
      trained_corruption: corruption.flatMap { $0 == .none ? nil : "\($0)" }, datasets: scorings.datasets,
      corruptions: CorruptionChoice.all)
  }

  /// Corrupts images and reconstructs them.
  private func denoised(
    _ request: ScoringRequest, _ run: RunSubject, _ corruption: Corruption, first: Int, count: Int
  ) async throws -> DenoisedRow {
    guard run.row != nil else {
      throw WebError(.conflict, type: "state", "\(run.name) has no checkpoint yet: its training has not started")
    }
    do {
      let images = try await shownImages(request, run)
      let chosen = try await compute {
        guard first < images.count else {
          throw WebError(fields: [FieldError("first", "there are \(Figures.count(images.count, "image"))")])
        }
        let chosen = try images.selecting(first..<min(images.count, first + 4 * count)).readable(count)
        guard chosen.count > 0 else {
          throw WebError(.conflict, type: "unreadable", "none of these images can be read")
        }
        return chosen
      }
      let shown = try await reconstructed(chosen, by: run, corruption: corruption)
      return try await compute { try DenoisedRow(shown, corruption, images: chosen.indices.map(Int.init)) }
    } catch {
      throw Self.refusal(error, request)
    }
  }

  /// The images of a request, opened as the run's model sees them.
  private func shownImages(_ request: ScoringRequest, _ run: RunSubject) async throws -> ImageSubset {
    let (images, description) = try await images(of: request, default: .validation)
    let (places, opened, folder) = (scoringPlaces, openedImages, scorings.folder)
    let key = "\(run.id) \(images.data_set ?? "") \(request.part?.rawValue ?? "")"
    return try await compute { [images, description] in
      try opened.images(key) {
        var images = images
        if let description {
          // The library opens images by the file that describes them.
          let file = "\(folder)/.looking-\(UUID().uuidString.lowercased()).yaml"
          try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
          try description.write(to: file)
          defer { try? FileManager.default.removeItem(atPath: file) }
          images.path = file
          return try ScoredImages(run.directory, images, places).images
        }
        return try ScoredImages(run.directory, images, places).images
      }
    }
  }

  private static func denoiseView(_ document: DenoiseDocument) -> PageView {
    let run = RunSubject.url(document.id)
    var fields: [String: Any] = [
      "name": document.name, "runUrl": run, "url": "\(run)/denoise",
      "datasets": document.datasets.map { ["id": $0.id, "name": $0.name] },
      "parts": DatasetPart.allCases.map { part in
        [
          "value": part.rawValue, "title": part == .train ? "training" : part.rawValue, "selected": part == .validation,
        ] as [String: Any]
      },
      "kinds": document.corruptions.enumerated().map { place, kind in
        [
          "name": kind.name, "summary": kind.summary, "isFirst": place == 0,
          "settings": kind.settings.map { setting -> [String: Any] in
            var unit: [String] = []
            if let given = setting.unit { unit = [given] }
            return [
              "id": "\(kind.name)-\(setting.name)", "name": setting.name, "label": setting.label, "help": setting.help,
              "unit": unit, "isSlider": setting.control == .slider, "minimum": DataSetForm.plain(setting.minimum),
              "maximum": DataSetForm.plain(setting.maximum), "value": DataSetForm.plain(setting.value),
              "checked": setting.value == 1,
            ]
          },
        ] as [String: Any]
      },
    ]
    if let problem = document.problem { fields["problem"] = problem }
    if let note = document.note { fields["note"] = note }
    if let trained = document.trained_corruption { fields["trained"] = trained }
    return PageView("Denoise: \(document.name)", section: "", fields)
  }
}
