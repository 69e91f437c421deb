import Catalogue
import Foundation
import Hourglass
import Hummingbird
import Jobs
import Web

extension StudioServer {
  /// A form whose images were looked at.
  struct SeenForm: Sendable {
    var source: DataSetSource
    /// What was found; nil for images that must be downloaded first.
    var entry: PreviewStore.Entry?
    /// What is wrong with the form.
    var errors: [FieldError]
  }

  /// Looks at the images that `form` names, unless that was done less than a minute ago.
  ///
  /// - Throws: `WebError` with the fields that name nothing usable.
  func look(at form: DataSetForm) async throws -> SeenForm {
    let source = try await source(of: form)
    var errors = form.rangeErrors + titleErrors(form.title ?? source.title)
    guard let description = source.description else { return SeenForm(source: source, entry: nil, errors: errors) }
    errors += try await meanErrors(form, description)
    let entry = await entry(of: source.ownDescription ?? description)
    if let kind = entry.survey.kind, let error = form.kindError(kind) { errors.append(error) }
    for (field, part) in [("validation_source", description.validation), ("test_source", description.test)] {
      guard let part, field == "validation_source" ? form.validation_source != nil : form.test_source != nil else {
        continue
      }
      errors += await partErrors(field, part, entry)
    }
    return SeenForm(source: source, entry: entry, errors: errors)
  }

  /// What is wrong with the mean image that a form names.
  private func meanErrors(_ form: DataSetForm, _ description: DatasetDescription) async throws -> [FieldError] {
    guard form.mean != nil, let path = description.mean else { return [] }
    return try await compute {
      do {
        _ = try MeanFile(path: path).read()
        return []
      } catch {
        return [FieldError("mean", PageWords.of(error))]
      }
    }
  }

  private func entry(of description: DatasetDescription) async -> PreviewStore.Entry {
    if let known = previews.entry(of: description) { return known }
    return previews.add(await catalogue.dataSets.survey(description), of: description)
  }

  /// What is wrong with separate images of a part: nothing there, or other classes than those of the training images.
  private func partErrors(
    _ field: String, _ part: DatasetDescription.Part, _ training: PreviewStore.Entry
  ) async -> [FieldError] {
    let survey = await entry(of: DatasetDescription(training: part)).survey
    if let problem = survey.problem { return [FieldError(field, problem)] }
    let (own, others) = (Set(survey.classes.map(\.name)), Set(training.survey.classes.map(\.name)))
    guard survey.isComplete, training.survey.isComplete, !others.isEmpty, own != others else { return [] }
    let strange = own.subtracting(others).sorted().prefix(5).joined(separator: ", ")
    let missing = others.subtracting(own).sorted().prefix(5).joined(separator: ", ")
    return [
      FieldError(
        field,
        "the classes are not those of the training images"
          + (strange.isEmpty ? "; it lacks \(missing)" : "; the training images have no \(strange)"))
    ]
  }

  /// Addresses of pages that a data set must not have.
  private static let reserved: Set<String> = ["new", "preview", "summary", "resize-example"]

  private func titleErrors(_ title: String) -> [FieldError] {
    let text = title.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, text.count <= 100, !text.contains(where: \.isNewline) else {
      return [FieldError("title", "expected 1 to 100 characters on one line, got \(text.count)")]
    }
    guard !Self.reserved.contains(text.lowercased()) else {
      return [FieldError("title", "a page of the Studio is called \(text.lowercased()); give another title")]
    }
    return []
  }

  /// Makes a data set known, by a job or at once.
  ///
  /// - Throws: `WebError` with the fields that are wrong; `CatalogueError`, `JobError` where something cannot be written.
  func makeDataSet(_ form: DataSetForm) async throws -> DataSet {
    let seen = try await look(at: form)
    var errors = seen.errors
    if let problem = seen.entry?.survey.problem { errors.append(form.error(problem)) }
    guard errors.isEmpty else { throw WebError(fields: errors) }
    let title = form.title?.trimmingCharacters(in: .whitespacesAndNewlines) ?? seen.source.title
    guard let description = seen.source.description else {
      guard let known = seen.source.known, known.download != nil else {
        throw WebError(fields: [FieldError("known", seen.source.known?.cure ?? "choose one")])
      }
      return try await make(title, seen.source.text, form) { _ in
        .download(known.name, title: "Download of \(known.title)")
      }
    }
    guard form.madeUse == .databases else { return try await register(description, title, seen.source, form) }
    return try await make(title, seen.source.text, form) { set in
      var source = seen.source.text
      if form.labels != nil || form.validation_labels != nil || form.test_labels != nil {
        source = "\(set.folder)/source.yaml"
        try description.write(to: source)
      }
      return .dataImport(
        arguments: try form.importArguments(source, dataRoot: settings.dataRoot, path: { try browser.resolved($0) }),
        output: set.importFolder, title: "Import of \(title)")
    }
  }

  private func register(
    _ description: DatasetDescription, _ title: String, _ source: DataSetSource, _ form: DataSetForm
  ) async throws -> DataSet {
    var description = description
    if let size = form.pixelSize {
      description.resize = size
      (description.resizeMode, description.resizeFilter) = (form.mode, form.filter)
    }
    description.colour = form.pictureColour ?? description.colour
    description.split = form.madeSplit(description)
    if description.split == .given { description.split = nil }
    // Runs name a known data set by its name where nothing of it was changed.
    let isPlain =
      form.pixelSize == nil && form.pictureColour == nil && form.validation == nil
      && form.validation_source == nil && form.test_source == nil
    do {
      return try await catalogue.dataSets.register(
        description, title: title, source: isPlain ? source.text : description.training.images, form: form.texts)
    } catch let error as CatalogueError {
      throw error
    } catch let error as any ReportedError {
      throw WebError(fields: [FieldError(form.sourceField, PageWords.of(error))])
    }
  }

  private func make(
    _ title: String, _ source: String, _ form: DataSetForm, _ request: (DataSet) throws -> JobRequest
  ) async throws -> DataSet {
    let store = catalogue.dataSets
    let set = try await store.prepare(title: title, source: source, form: form.texts)
    do {
      let job = try await queue.add(request(set))
      return try await store.setJob(job.id.rawValue, of: set.id)
    } catch {
      try? await store.delete(set.id)
      try? await store.purge(set.id)
      throw error
    }
  }
}

extension DataSetForm {
  /// A problem of the images, at the field that it names.
  func error(_ problem: String) -> FieldError {
    let isOfLabels = labels.map { problem.hasPrefix("\($0):") } ?? false
    let text = problem.replacing("--value-range", with: "“Numbers that are black and white”")
    return FieldError(isOfLabels ? "labels" : sourceField, PageWords.replacingFlags(in: text))
  }

  /// What is wrong where the source holds files of another kind than it should.
  fileprivate func kindError(_ kind: ImageCollection.Kind) -> FieldError? {
    let (wanted, title): (Set<ImageCollection.Kind>, String) =
      switch source {
      case .folder, .upload, .known: (Set(ImageCollection.Kind.allCases), "")
      case .list: ([.list], "a text list")
      case .files: ([.idx, .cifar, .numpy], "CIFAR’s, IDX or NumPy files")
      case .lmdb: ([.lmdb], "a database")
      }
    guard !wanted.contains(kind) else { return nil }
    let found =
      switch kind {
      case .folder: "a folder of pictures"
      case .list: "a text list"
      case .lmdb: "a database"
      case .idx, .cifar, .numpy: "\(kind.rawValue) files"
      }
    return FieldError(sourceField, "expected \(title), got \(found); choose it as such")
  }

  /// The arguments of `hourglass data import` for the images of `source`.
  func importArguments(
    _ source: String, dataRoot: String?, path: (String) throws -> String
  ) rethrows -> [String] {
    var arguments = [source]
    func add(_ flag: String, _ value: String?) { if let value { arguments += ["--\(flag)", value] } }
    if self.source == .known { add("data-root", dataRoot) }
    if let size = pixelSize {
      add("resize", "\(size)")
      add("resize-mode", (mode ?? .squash).rawValue)
      add("resize-filter", (filter ?? .area).rawValue)
    }
    add("colour", pictureColour.map { $0 == .grey ? "grey" : "rgb" })
    add("value-range", value_range)
    add("channel-order", channel_order?.rawValue)
    add("root", try list_root.map(path))
    add("labels", try class_names.map(path))
    if labels == nil, validation_labels == nil, test_labels == nil {
      add("validation-source", try validation_source.map(path))
      add("test-source", try test_source.map(path))
    }
    if validation_source == nil { add("validation", validation.map { "\(DataSetForm.plain($0))%" }) }
    if test_source == nil { add("test", test.map { "\(DataSetForm.plain($0))%" }) }
    add("encode", (encoding ?? .png).rawValue)
    add("min-per-class", "\(min_per_class ?? 2)")
    add("max-per-class", max_per_class.map { "\($0)" })
    add("on-bad-image", (on_bad_image ?? .skip).rawValue)
    add("seed", seed.map { "\($0)" })
    if shuffle ?? (self.source == .list) { arguments.append("--shuffle") }
    return arguments
  }
}
