import Catalogue
import Foundation
import Hourglass
import Hummingbird
import Jobs
import Web

/// Changes of a data set, the body of `PUT /datasets/<id>`; what is left out stays.
struct DataSetChange: Codable, Sendable {
  var name: String?
  var notes: String?
}

/// A data set in a few words, for forms that choose one.
struct DataSetSummary: Codable, Sendable {
  var id: String
  var name: String
  var status: JobState
  var kind: String?
  /// What a run names as its data set.
  var reference: String
  /// Height, width and channels.
  var image_dimensions: [Int]
  var parts: [String: Int]
  var class_count: Int
  var validation: String?
  var needs_size: Bool
  var mean_image: String?
}

extension StudioServer {
  static let dataSetID = Parameter.path("id", "The identifier of a data set")

  var dataSetEndpoints: [Endpoint] {
    let id = Self.dataSetID
    let dataset = Parameter.text("dataset", "The identifier of a data set")
    return newDataSetEndpoints + uploadEndpoints + folderEndpoints + explorerEndpoints + transformEndpoints
      + [
        .get("/datasets/summary.json", "A data set in a few words", [dataset]) { call in
          try await DataSetSummary(document(call(dataset)))
        },
        .get("/datasets/{id}/status", "The state of a data set and of its job", [id]) { call in
          let set = try await dataSet(call(id))
          let job = job(of: set)
          return DataSetStatus(
            id: set.id, name: set.title, type: "dataset", status: status(of: set), error: set.problem ?? job?.reason,
            progress: job.flatMap { queue.progress(of: $0.id)?.fraction })
        },
        .bytes(.get, "/datasets/{id}/mean.png", "The mean of the training images", [id], type: "image/png") { call in
          guard let bytes = try await catalogue.dataSets.meanImage(call(id)) else {
            throw WebError.notFound("there is no mean image: the images have not been looked at, or differ in size")
          }
          return .bytes(bytes, type: "image/png")
        },
        .change(.put, "/datasets/{id}", "Renames a data set, or sets its notes", [id]) {
          (change: DataSetChange, call) in try await self.change(call(id), change)
        },
        .change(.post, "/datasets/{id}", "The same, for forms", [id]) {
          (change: DataSetChange, call) in try await self.change(call(id), change)
        },
        .post("/datasets/{id}/delete", "Deletes a data set that no run uses", [id]) { call in
          try await deleteDataSet(call(id))
        },
        .post("/datasets/{id}/restore", "Brings a deleted data set back", [id]) { call in
          let set = try await catalogue.dataSets.restore(call(id))
          return ChangeAnswer(message: "\(set.title) is back.")
        },
        .post("/datasets/{id}/abort", "Stops the job that makes a data set", [id]) { call in
          let set = try await dataSet(call(id))
          guard let job = job(of: set) else { throw WebError.notFound("no job makes \(set.title)") }
          try await queue.abort(job.id)
          return ChangeAnswer(message: "\(job.title) is being stopped.")
        },
        .post("/datasets/{id}/resume", "Continues the job that makes a data set", [id]) { call in
          let set = try await dataSet(call(id))
          guard let job = job(of: set) else { throw WebError.notFound("no job makes \(set.title)") }
          try await queue.resume(job.id)
          return ChangeAnswer(message: "\(job.title) continues.")
        },
      ]
      + Endpoint.page("/datasets/{id}", "A data set", [id], template: "dataset") { call in
        try await document(call(id))
      } view: { document, _ in
        DataSetView(document).page
      }
  }

  private func change(_ id: String, _ change: DataSetChange) async throws -> ChangeAnswer {
    _ = try await dataSet(id)
    do {
      if let name = change.name { _ = try await catalogue.dataSets.rename(id, to: name) }
      if let notes = change.notes { _ = try await catalogue.dataSets.setNote(notes, of: id) }
    } catch let error as CatalogueError where error.code == .badValue {
      throw WebError(fields: [FieldError(error.report.place == "title" ? "name" : "notes", "\(error.report.what)")])
    }
    return ChangeAnswer(message: "Saved.")
  }

  private func deleteDataSet(_ id: String) async throws -> ChangeAnswer {
    let set = try await dataSet(id)
    if let job = job(of: set) {
      if job.state.isActive || job.state == .queued || job.state == .paused {
        guard set.state != .ready else {
          throw WebError(.conflict, type: "in-use", "\(job.title) works on the data set; stop it first")
        }
        throw WebError(.conflict, type: "in-use", "\(set.title) is being made; stop its job first")
      }
    }
    try await catalogue.dataSets.delete(id)
    return ChangeAnswer(message: "\(set.title) was deleted.", undo: "datasets/\(id)/restore", url: "")
  }

  /// The data set with this identifier; one whose download has ended is described first.
  ///
  /// - Throws: `CatalogueError` where there is none.
  func dataSet(_ id: String) async throws -> DataSet {
    let set = try await catalogue.dataSets.dataSet(id)
    guard set.state == .making, let job = job(of: set), job.state == .done, case .download(let name) = job.task else {
      return set
    }
    let found = try await source(of: DataSetForm(source: .known, known: name))
    guard let description = found.description else { return set }
    try await slowWork { try description.write(to: set.description) }
    return try await catalogue.dataSets.dataSet(id)
  }

  /// The job that makes a data set, or made it.
  func job(of set: DataSet) -> Job? { set.job.flatMap { JobID(rawValue: $0) }.flatMap { queue.job($0) } }

  /// The state of a data set: that of its job while it is being made.
  func status(of set: DataSet) -> JobState {
    switch set.state {
    case .ready: .done
    case .broken: .failed
    case .making: job(of: set).map { $0.state == .done ? .running : $0.state } ?? .interrupted
    }
  }

  func document(_ id: String) async throws -> DataSetDocument {
    let set = try await dataSet(id)
    let runs = try await catalogue.dataSets.runs(using: id)
    var making: DataSetDocument.MakingJob?
    if let job = job(of: set) {
      let path = queue.store.folder(of: job.id).output
      making = DataSetDocument.MakingJob(
        job, queue.progress(of: job.id), log: try await compute { LogTail.text(path, limit: 16 << 10) ?? "" })
    }
    var document = DataSetDocument(set, nil, job: making, status: status(of: set), runs: runs)
    guard set.state == .ready else { return document }
    do {
      let contents = try await catalogue.dataSets.contents(id)
      document = DataSetDocument(set, contents, job: making, status: status(of: set), runs: runs)
      let left = try await compute { LeftOutImages(importFolder: set.importFolder) }
      (document.left_out_count, document.left_out_images) = (left.count, left.listed)
    } catch let error as any ReportedError {
      (document.status, document.problem) = (.failed, PageWords.of(error))
    }
    return document
  }
}

/// The state of a data set and of its job.
struct DataSetStatus: Codable, Sendable {
  var id: String
  var name: String
  var type: String
  var status: JobState
  var error: String?
  /// The share of its job that is done.
  var progress: Double?
}

extension DataSetSummary {
  fileprivate init(_ document: DataSetDocument) {
    (id, name, status, kind) = (document.id, document.name, document.status, document.kind)
    (reference, image_dimensions) = (document.reference, document.image_dimensions)
    parts = Dictionary(document.parts.map { ($0.part.rawValue, $0.images) }) { $1 }
    (class_count, validation, needs_size) = (document.classes.count, document.validation, document.needs_size)
    mean_image = document.mean_image
  }
}
