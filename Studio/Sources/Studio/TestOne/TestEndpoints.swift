import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Web

/// A run that is tested on one picture, as JSON.
struct TestDocument: Codable, Sendable {
  /// A data set that a picture can be taken from.
  struct DataSetEntry: Codable, Sendable {
    var id: String
    var name: String
    /// Whether the run was trained on it.
    var is_own: Bool
  }

  var id: String
  var name: String
  /// The address of the run's page below the server's root.
  var url: String
  /// The checkpoint that is loaded; null where none can be.
  var checkpoint: LoadedCheckpoint?
  /// The names of the checkpoints that can be chosen.
  var snapshots: [String]
  /// Channels, height and width of the model's images.
  var image_dimensions: [Int]
  /// Whether the model needs the class of each picture.
  var needs_label: Bool
  /// The names of the classes by number; empty where they have none.
  var classes: [String]
  /// The corruption that the model was trained to undo; null for none.
  var corruption: String?
  var datasets: [DataSetEntry]
  /// Whether the server fetches pictures by their address.
  var fetches_addresses: Bool
  /// The number of images that the picture is one of; null for a file.
  var count: Int?
  /// What the model makes of the picture; null where none is named.
  var result: TestResult?
  /// The metrics of what the run is compared with, on its validation images; empty where they are not measured.
  var baselines: [RunBaselines.Baseline]
  /// Why there is no result, one sentence, on the page alone: JSON has a status instead.
  var problem: String?
}

extension StudioServer {
  /// The test of a run on one picture: its page, its layers, pictures that are sent, DIGITS' form of the same.
  var testEndpoints: [Endpoint] {
    let id = Self.runID
    let name = Parameter.path("name", "The file's name")
    return Endpoint.page(
      "/runs/{id}/test", "What a run makes of one picture", [id] + TestSubject.declared, template: "test",
      refusals: TestSubject.refusals
    ) { call in
      try await testDocument(call)
    } view: { document, call in
      testView(document, try TestSubject(call))
    }
      + [
        .upload(
          "/pictures/{name}", "Sends a picture to be looked at by models; the newest 200 stay", [name],
          refusals: [.unprocessableContent]
        ) { call in
          try await receivePicture(call(name), call)
        }
      ] + fetchEndpoints + ownImageEndpoints + layerEndpoints + inferenceEndpoints
  }

  /// The model of `run` with the checkpoint that `subject` names.
  func model(_ run: RunSubject, _ subject: TestSubject) async throws -> ModelHandle {
    try await model(run.id, snapshot: subject.snapshot.isEmpty ? nil : subject.snapshot)
  }

  private func testDocument(_ call: Call) async throws -> TestDocument {
    let (run, subject) = (try await subject(call(Self.runID)), try TestSubject(call))
    let directory = RunDirectory(path: run.directory)
    var document = TestDocument(
      id: run.id, name: run.name, url: run.url, snapshots: try await compute { Self.snapshotNames(directory) },
      image_dimensions: [], needs_label: false, classes: [], datasets: try await dataSets(of: run),
      fetches_addresses: fetcher.policy != .none, baselines: baselines.known(run.directory) ?? [])
    do {
      let handle = try await model(run, subject)
      document.checkpoint = handle.checkpoint
      let facts = try await handle { model in
        let corruption = model.run.configuration.training.corruption
        return (
          dimensions: model.shape.dimensions, needsLabel: model.run.model.needsLabels, classes: model.run.classNames,
          count: model.run.model.classCount, corruption: corruption == .none ? nil : "\(corruption)"
        )
      }
      (document.image_dimensions, document.needs_label) = (facts.dimensions, facts.needsLabel)
      document.classes =
        facts.classes.isEmpty && facts.needsLabel ? (0..<(facts.count ?? 0)).map(String.init) : facts.classes
      document.corruption = facts.corruption
      guard !subject.isEmpty else {
        // The first picture comes soon.
        Task { try await handle { try $0.prepareTests() } }
        return document
      }
      let picture = try await picture(subject, of: run)
      document.count = picture.count
      document.result = try await handle { try $0.test(picture, subject) }
    } catch let error as any HTTPErrorConvertible {
      try note(error.webError, &document, call)
    } catch let error as WebError {
      try note(error, &document, call)
    }
    return document
  }

  /// Shows what is wrong on the page; programs get the status.
  private func note(_ error: WebError, _ document: inout TestDocument, _ call: Call) throws(WebError) {
    guard !call.request.uri.path.hasSuffix(".json") else { throw error }
    document.problem = error.message
  }

  private static func snapshotNames(_ directory: RunDirectory) -> [String] {
    let newest = directory.newestCheckpoint.map { [$0] } ?? []
    let all = [directory.bestCheckpoint] + newest + directory.epochCheckpoints.reversed()
    var names: [String] = []
    for path in all where FileManager.default.fileExists(atPath: path) {
      let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The data sets that pictures can be taken from, the run's own first.
  private func dataSets(of run: RunSubject) async throws -> [TestDocument.DataSetEntry] {
    let sets = try await catalogue.dataSets.list().filter { $0.state == .ready }
    let own = Set([run.row?.dataset, run.row?.datasetPath].compactMap(\.self))
    let entries = sets.map { set in
      TestDocument.DataSetEntry(
        id: set.id, name: set.title,
        is_own: own.contains(set.reference) || own.contains(set.source) || own.contains(set.importFolder))
    }
    return entries.filter(\.is_own) + entries.filter { !$0.is_own }
  }

  private func receivePicture(_ name: String, _ call: Call) async throws -> SentPicture {
    let shelf = pictures
    let (id, path) = try await compute { try shelf.begin() }
    try await call.request.save(to: path, limit: PictureShelf.maxBytes)
    return try await compute { try shelf.finish(id, name: name) }
  }
}
