import Catalogue
import Foundation
import Hourglass
import Web

/// The images that a form names, found on this machine.
struct DataSetSource: Sendable {
  /// Where the images are and how they are read, with absolute paths; nil where they must be downloaded first.
  var description: DatasetDescription?
  /// The same without the separate images that the form names.
  var ownDescription: DatasetDescription?
  /// The path or the known name.
  var text: String
  /// The title unless another is given.
  var title: String
  /// The known data set that is meant; nil for other images.
  var known: KnownDataset?
}

extension StudioServer {
  /// The folders that people may choose images from.
  var browser: FolderBrowser {
    guard settings.roots.isEmpty else { return FolderBrowser(roots: settings.roots) }
    return FolderBrowser(roots: [NSHomeDirectory(), catalogue.folder] + [settings.dataRoot].compactMap(\.self))
  }

  /// The uploads.
  var uploads: UploadStore { UploadStore(folder: "\(catalogue.folder)/.studio/uploads") }

  /// The images that `form` names.
  ///
  /// - Throws: `WebError` with the fields that name nothing usable.
  func source(of form: DataSetForm) async throws -> DataSetSource {
    var source = try await named(form)
    guard var description = source.description else { return source }
    if let range = form.value_range { description.valueRange = ValueRange(range) }
    if let order = form.channel_order { description.channelOrder = order }
    source.ownDescription = description
    description.mean = try path(form.mean, "mean", isRequired: false) ?? description.mean
    if let images = try path(form.validation_source, "validation_source", isRequired: false) {
      description.validation = DatasetDescription.Part(
        images: images, labels: try path(form.validation_labels, "validation_labels", isRequired: false))
      description.split = nil
    }
    if let images = try path(form.test_source, "test_source", isRequired: false) {
      description.test = DatasetDescription.Part(
        images: images, labels: try path(form.test_labels, "test_labels", isRequired: false))
    }
    if source.known == nil { try check(description, form.sourceField) }
    source.description = description
    return source
  }

  private func named(_ form: DataSetForm) async throws -> DataSetSource {
    switch form.source {
    case .known: return try known(form.known)
    case .upload:
      guard let id = form.upload, let upload = uploads.upload(id) else {
        throw WebError(fields: [
          FieldError(
            "upload", form.upload == nil ? "upload a file first" : "there is no such upload; send the file again")
        ])
      }
      return DataSetSource(
        description: try await described(upload.images, "upload"), text: upload.images,
        title: UploadStore.stem(of: upload.name))
    case .folder, .files:
      let place = try path(form.sourceText, form.sourceField)
      return DataSetSource(
        description: try await described(place, form.sourceField), text: place, title: Self.title(of: place))
    case .list:
      let place = try path(form.list, "list")
      var description = DatasetDescription(training: DatasetDescription.Part(images: place))
      description.kind = .list
      description.root = try path(form.list_root, "list_root", isRequired: false)
      description.labels = try path(form.class_names, "class_names", isRequired: false)
      return DataSetSource(description: description, text: place, title: Self.title(of: place))
    case .lmdb:
      let place = try path(form.images, "images")
      let labels = try path(form.labels, "labels", isRequired: false)
      var description = try await described(place, "images")
      if let labels { description.training.labels = labels }
      return DataSetSource(description: description, text: place, title: Self.title(of: place))
    }
  }

  private func known(_ name: String?) throws -> DataSetSource {
    let findings = DatasetCatalogue.standard.findings(
      dataRoot: settings.dataRoot, environment: ProcessInfo.processInfo.environment)
    guard let finding = findings.first(where: { $0.dataset.name == name?.lowercased() }) else {
      let names = findings.map(\.dataset.name).joined(separator: ", ")
      throw WebError(fields: [FieldError("known", "expected one of \(names)")])
    }
    let description = finding.folder.map { folder in
      var description = DatasetDescription(training: DatasetDescription.Part(images: folder))
      description.split = finding.dataset.split
      return description
    }
    return DataSetSource(
      description: description, text: finding.dataset.name, title: finding.dataset.title, known: finding.dataset)
  }

  private func described(_ place: String, _ field: String) async throws -> DatasetDescription {
    do {
      return try await catalogue.dataSets.describe(place)
    } catch let error as any ReportedError {
      throw WebError(fields: [FieldError(field, PageWords.of(error))])
    }
  }

  /// The absolute path of a file or folder that people may choose.
  private func path(_ text: String, _ field: String) throws -> String {
    do {
      return try browser.resolved(text)
    } catch {
      throw WebError(fields: [FieldError(field, PageWords.of(error))])
    }
  }

  private func path(_ text: String?, _ field: String) throws -> String {
    guard let text, !text.isEmpty else { throw WebError(fields: [FieldError(field, "choose a file or folder")]) }
    return try path(text, field)
  }

  private func path(_ text: String?, _ field: String, isRequired: Bool) throws -> String? {
    guard let text, !text.isEmpty else { return nil }
    return try path(text, field)
  }

  /// Refuses a description that leads out of the folders that people may choose from.
  private func check(_ description: DatasetDescription, _ field: String) throws {
    let parts = [description.training, description.validation, description.test].compactMap(\.self)
    let paths = parts.flatMap { [$0.images, $0.labels] } + [description.root, description.labels, description.mean]
    for path in paths.compactMap(\.self) where !uploads.contains(path) { _ = try self.path(path, field) }
  }

  private static func title(of path: String) -> String {
    UploadStore.stem(of: (path as NSString).lastPathComponent)
  }
}
