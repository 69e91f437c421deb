import Catalogue
import Foundation
import Hourglass
import Hummingbird
import Jobs
import Web

/// What the page of a new data set offers.
struct NewDataSetDocument: Codable, Sendable {
  /// A known data set.
  struct Known: Codable, Sendable {
    var name: String
    var title: String
    /// The folder that it is in; null where it must be downloaded.
    var folder: String?
    /// The size of its download in bytes; null where it has none.
    var download_bytes: Int?
    /// The split that publications use.
    var split: String
  }

  var known: [Known]
  /// The folders that people may choose from.
  var roots: [String]
  /// The maximum size of an upload in bytes.
  var upload_limit: Int
  /// The form of the data set that is cloned, field by field; empty for none.
  var form: [String: String]
}

/// A data set that is made.
struct DataSetAnswer: Codable, Sendable {
  var id: String
  var name: String
  var status: String
  /// The job that makes it.
  var job_id: String?
}

extension StudioServer {
  var newDataSetEndpoints: [Endpoint] {
    let clone = Parameter.text("clone", "The identifier of a data set whose form is filled in again", default: "")
    let preview = Parameter.path("preview", "The identifier of a preview")
    let index = Parameter.path("index", "The number of a thumbnail, from 0", 0...1000)
    return Endpoint.page(
      "/datasets/new", "The form of a new data set", [clone], template: "dataset-new",
      answer: { call in try await newDataSet(cloning: call(clone)) },
      view: { document, call in DataSetFormView(document, clone: try call(clone)).page })
      + [
        .change(.post, "/datasets", "Makes a data set") { (form: DataSetForm, _) in
          let set = try await makeDataSet(form)
          return DataSetAnswer(id: set.id, name: set.title, status: status(of: set).rawValue, job_id: set.job)
        },
        .change(.post, "/datasets/preview", "Looks at images before a data set is made of them") {
          (form: DataSetForm, _) in await previewed(form)
        },
        .bytes(
          .get, "/datasets/preview/{preview}/{index}.png", "A thumbnail of a preview", [preview, index],
          type: "image/png"
        ) { call in
          guard let entry = previews[try call(preview)], case let index = try call(index),
            entry.survey.thumbnails.indices.contains(index)
          else { throw WebError.notFound("the preview is gone; look at the images again") }
          return .bytes(entry.survey.thumbnails[index].png, type: "image/png", isImmutable: true)
        },
        .change(.post, "/datasets/resize-example", "A picture of a preview in a size, by each way of resizing") {
          (request: ResizeRequest, _) in
          guard let entry = previews[request.preview] else {
            throw WebError(fields: [FieldError("preview", "the preview is gone; look at the images again")])
          }
          let (browser, uploads) = (browser, uploads)
          return try await compute { try ResizeExample(request, entry, browser, uploads) }
        },
      ]
  }

  private func newDataSet(cloning id: String) async throws -> NewDataSetDocument {
    let form = id.isEmpty ? [:] : try await catalogue.dataSets.dataSet(id).form
    let (dataRoot, browser) = (settings.dataRoot, browser)
    return try await compute {
      let findings = DatasetCatalogue.standard.findings(
        dataRoot: dataRoot, environment: ProcessInfo.processInfo.environment)
      return NewDataSetDocument(
        known: findings.map { finding in
          NewDataSetDocument.Known(
            name: finding.dataset.name, title: finding.dataset.title, folder: finding.folder,
            download_bytes: finding.dataset.download?.files.reduce(0) { $0 + $1.bytes },
            split: finding.dataset.split.description)
        },
        roots: browser.roots, upload_limit: UploadStore.maxBytes, form: form)
    }
  }

  private func previewed(_ form: DataSetForm) async -> DataSetPreview {
    do {
      let seen = try await look(at: form)
      guard let entry = seen.entry else {
        var preview = seen.source.known.map { DataSetPreview(download: $0) } ?? DataSetPreview([])
        preview.add(seen.errors)
        return preview
      }
      var preview = DataSetPreview(entry, seen.source, form)
      preview.add(seen.errors)
      return preview
    } catch let error as WebError {
      return DataSetPreview(error.fields.isEmpty ? [FieldError("form", error.message)] : error.fields)
    } catch {
      return DataSetPreview([FieldError("form", PageWords.of(error))])
    }
  }
}
