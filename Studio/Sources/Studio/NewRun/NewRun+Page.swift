import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// The form of a new run: what may be chosen, and the values that it begins with.
struct NewRunDocument: Codable, Hashable, Sendable {
  /// A data set that may be chosen.
  struct DataSetChoice: Codable, Hashable, Sendable {
    /// The Studio's identifier; nil for a known name.
    var id: String?
    var title: String
    /// What a run names it by.
    var reference: String
    /// `ready`, `making` or `broken`.
    var state: String
  }

  /// What the values come from, `run AE/x` or `preset vae`; nil for an empty form.
  var from: String?
  /// The values that differ from the defaults, by field.
  var values: [String: String]
  /// The data sets that the Studio knows, and those with names that are on this machine and that none of these is.
  var datasets: [DataSetChoice]
  var optimizers: [KindDocument]
  var schedules: [KindDocument]
  /// The other settings, by heading.
  var groups: [GroupDocument]
  /// What it takes of the queue: processes and threads.
  var queue: GroupDocument
  /// The slots of the queue, which the threads of all processes share.
  var slots: Int
  /// What trains the run.
  var device: GroupDocument
  /// The devices that there are, and what they know.
  var devices: DevicesDocument
  /// Names of runs, newest first, and checkpoints, from which initial values may be taken.
  var starts: [String]
}

extension StudioServer {
  var newRunEndpoints: [Endpoint] {
    let from = Parameter.text("from", "The run whose settings fill the form: its identifier or its name", default: "")
    let preset = Parameter.text("preset", "The preset that fills the form", default: "")
    let model = Parameter.text("model", "The model of the catalogue to choose", default: "", maxLength: 100)
    let dataset = Parameter.text("dataset", "The data set to choose: its identifier or a known name", default: "")
    let start = Parameter.text(
      "start", "The run, or the checkpoint file, whose parameters training starts with", default: "", maxLength: 1000)
    return Endpoint.lastingPage(
      "/runs/new", "The form of a new run", [from, preset, model, dataset, start], template: "new-run",
      refusals: [.notFound]
    ) { call in
      try await newRunDocument(
        from: call(from), preset: call(preset), model: call(model), dataset: call(dataset), start: call(start))
    } view: { document, call in
      NewRunView(document, root: call.root).page
    } + checkEndpoints + submissionEndpoints + modelEndpoints + yardstickEndpoints + scheduleEndpoints
      + customizingEndpoints
  }

  private func newRunDocument(
    from: String, preset: String, model: String, dataset: String, start: String
  ) async throws -> NewRunDocument {
    var origin = RunOrigin()
    let (store, jobs) = (queue.store, queue.jobs)
    if !from.isEmpty {
      let name = RunID.name(of: from) ?? from
      origin = try await newRun.checks { try RunOrigin(run: name, runs: store.runs, jobs: jobs, store: store) }
    } else if !preset.isEmpty {
      origin = try RunOrigin(preset: preset)
    }
    if !model.isEmpty { origin.values["model.name"] = RunForm.models.kind(model)?.name ?? model }
    let sets = try await catalogue.dataSets.list()
    var choices = sets.map {
      NewRunDocument.DataSetChoice(id: $0.id, title: $0.title, reference: $0.reference, state: $0.state.rawValue)
    }
    let (environment, dataRoot) = (runPaths.environment, settings.dataRoot)
    let found = try await newRun.checks {
      DatasetCatalogue.standard.findings(dataRoot: dataRoot, environment: environment).filter { $0.folder != nil }
    }
    let known = Set(choices.map(\.reference))
    choices += found.filter { !known.contains($0.dataset.name) }.map { finding in
      NewRunDocument.DataSetChoice(
        id: nil, title: finding.dataset.title, reference: finding.dataset.name, state: DataSet.State.ready.rawValue)
    }
    if !dataset.isEmpty {
      origin.values["data.dataset"] =
        choices.first { $0.id == dataset || $0.reference == dataset }?.reference ?? dataset
    }
    if !start.isEmpty { origin.values["start.from"] = RunID.name(of: start) ?? start }
    var query = RunQuery()
    query.limit = 200
    let names = try await catalogue.runs(query).rows.map(\.name)
    return NewRunDocument(
      from: origin.title, values: origin.values.values, datasets: choices,
      optimizers: RunForm.optimizerDocuments, schedules: RunForm.scheduleDocuments,
      groups: RunForm.groupDocuments, queue: RunForm.queueDocument, slots: queue.settings.slots,
      device: RunForm.deviceDocument,
      // Without the jobs that have them, which come and go.
      devices: DevicesDocument(queue.devices, isLooking: queue.isLookingForDevices), starts: origin.checkpoints + names)
  }
}
