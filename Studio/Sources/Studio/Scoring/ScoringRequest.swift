import Catalogue
import Foundation
import Hourglass
import Web

/// The images that are scored: the body of `POST /runs/<id>/test-many` and of `POST /runs/<id>/anomaly`.
///
/// Fields of other sources than `source` are ignored.
struct ScoringRequest: Codable, Hashable, Sendable {
  /// Where the images come from.
  enum Source: String, Codable, Hashable, Sendable, CaseIterable {
    /// The run's own images.
    case run
    /// A data set of the Studio.
    case dataset
    /// A folder of pictures.
    case folder
    /// A text list.
    case list
    /// A file that was sent.
    case upload
  }

  /// `run`.
  var source: Source?
  /// The part of the run's own images or of a data set: `validation` of the run's own, else `test` where there is one.
  var part: DatasetPart?
  /// The identifier of a data set.
  var dataset: String?
  /// A folder of pictures; its sub-folders are classes.
  var folder: String?
  /// A text list, the folder that its paths are relative to, and a file whose line i names the class i - 1.
  var list: String?
  var list_root: String?
  var class_names: String?
  /// The identifier of an upload.
  var upload: String?
  /// The maximum number of images, the first ones; all by default.
  var count: Int?
  /// For anomalies: the normal classes, by number or name, with commas between; by default those that the run was trained on.
  var normal: String?

  /// The field that names the images.
  var field: String {
    switch source ?? .run {
    case .run: "part"
    case .dataset: "dataset"
    case .folder: "folder"
    case .list: "list"
    case .upload: "upload"
    }
  }

  /// The normal classes that are named.
  var normalClasses: [String] {
    (normal ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}

extension StudioServer {
  /// What the images of a request are called and where they are, and the description of those that are not the run's own.
  ///
  /// - Throws: `WebError` with the fields that name nothing usable.
  func images(
    of request: ScoringRequest, default part: DatasetPart
  ) async throws -> (images: Scoring.Images, description: DatasetDescription?) {
    if let count = request.count, count < 1 {
      throw WebError(fields: [FieldError("count", "expected a number of at least 1, got \(count)")])
    }
    var images = Scoring.Images(name: "", part: request.part ?? part, limit: request.count)
    switch request.source ?? .run {
    case .run: return (images, nil)
    case .dataset:
      let (set, description) = try await description(of: request)
      (images.name, images.data_set, images.data_set_part) = (set.title, set.id, images.part)
      return (images, Self.described(images.part, of: description, &images))
    case .upload where sentPicture(request) != nil:
      // A picture alone is a folder of one.
      let upload = sentPicture(request)
      (images.name, images.part) = (upload?.name ?? "", .train)
      let folder = ((upload?.images ?? "") as NSString).deletingLastPathComponent
      return (images, DatasetDescription(training: DatasetDescription.Part(images: folder)))
    case .folder, .list, .upload:
      var form = DataSetForm(source: .folder)
      form.source = request.source == .list ? .list : request.source == .upload ? .upload : .folder
      (form.folder, form.list, form.list_root) = (request.folder, request.list, request.list_root)
      (form.class_names, form.upload) = (request.class_names, request.upload)
      let source = try await source(of: form)
      (images.name, images.part) = (source.title, .train)
      return (images, source.description)
    }
  }

  /// The picture that was sent; nil for an archive, an array, or nothing.
  private func sentPicture(_ request: ScoringRequest) -> Upload? {
    guard let upload = request.upload.flatMap({ uploads.upload($0) }),
      PictureExtension.isPicture(upload.images.utf8)
    else { return nil }
    return upload
  }

  /// The data set that a request names, and where its images are.
  private func description(of request: ScoringRequest) async throws -> (set: DataSet, description: DatasetDescription) {
    guard let id = request.dataset, !id.isEmpty else {
      throw WebError(fields: [FieldError("dataset", "choose a data set")])
    }
    do {
      let set = try await dataSet(id)
      guard set.state == .ready else {
        let reason = set.problem ?? "it is still being made; wait for its job"
        throw WebError(fields: [FieldError("dataset", "\(set.title) cannot be used: \(reason)")])
      }
      let description = try await compute { try DatasetDescription(path: set.description).resolved(in: set.folder) }
      return (set, description)
    } catch let error as any ReportedError {
      throw WebError(fields: [FieldError("dataset", PageWords.of(error))])
    }
  }

  /// The description with the images of `part` as the training images, where they are images of their own.
  private static func described(
    _ part: DatasetPart, of description: DatasetDescription, _ images: inout Scoring.Images
  ) -> DatasetDescription {
    var alone = description
    let own = part == .validation ? description.validation : part == .test ? description.test : nil
    guard let own else { return description }
    alone.training = own
    (alone.validation, alone.test, alone.split) = (nil, nil, ValidationSplit.none)
    images.name += ", \(part.rawValue) images"
    images.part = .train
    return alone
  }
}
