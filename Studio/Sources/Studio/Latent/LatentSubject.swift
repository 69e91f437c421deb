import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// What the pages of codes share: tables, opened images, threads, computations.
struct LatentTools: Sendable {
  let tables: CodeTables
  let images: LatentImages
  let works: LatentWorks
  /// Reads images for tables, embeds codes.
  let making = ComputeQueue("codes", threads: 1, waiting: 16)
  /// Fits mixtures to codes.
  let fits = CodeFits()

  init(runs: String, dataRoot: String?, events: EventHub) {
    tables = CodeTables(folder: "\(runs)/.studio/codes")
    images = LatentImages(runs: runs, dataRoot: dataRoot)
    works = LatentWorks { key, work in await events.publish(LatentSubject.topic(key.run), work) }
  }
}

/// The codes that a request is about: those of a run's checkpoint over images.
struct LatentSubject: Sendable {
  let run: RunSubject
  let key: CodeKey
  /// The stamp of the checkpoint that represents the run now.
  let current: String
  /// The file name of that checkpoint.
  let checkpoint: String
  let source: LatentImages.Source

  /// The topic of the computations for a run's codes.
  static func topic(_ run: String) -> String { "latent:\(RunSubject.topic(run).dropFirst(4))" }
}

extension StudioServer {
  static let latentData = Parameter.text(
    "data", "The identifier of a data set; empty for the run's own images", default: "", maxLength: 100)
  static let latentPart = Parameter.choice(
    "part", "The part of the images; by default the validation images of a run that has some, else training images",
    default: LatentPart.auto)
  static let latentStamp = Parameter.text(
    "v", "The stamp of a table of codes; the newest by default", default: "", maxLength: 100)
  /// The refusals of endpoints about codes.
  static let latentRefusals: [HTTPResponse.Status] = [.conflict, .unprocessableContent]

  /// The codes that a call's parameters name.
  func latentSubject(_ call: Call) async throws -> LatentSubject {
    try await latentSubject(
      call(Self.runID), data: call(Self.latentData), part: call(Self.latentPart), stamp: call(Self.latentStamp))
  }

  /// The codes that a body names.
  func latentSubject(_ call: Call, _ body: some LatentBody) async throws -> LatentSubject {
    try await latentSubject(
      call(Self.runID), data: body.shown.data ?? "", part: body.shown.part ?? .auto, stamp: body.shown.stamp ?? "")
  }

  private func latentSubject(
    _ id: String, data: String, part: LatentPart, stamp: String
  ) async throws -> LatentSubject {
    let run = try await subject(id)
    guard let row = run.row else {
      throw WebError(.conflict, type: "no-checkpoint", "the run's training has not started; it has no checkpoint yet")
    }
    guard stamp.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }) else {
      throw WebError(fields: [FieldError("v", "expected a stamp of the document, got \(stamp.debugDescription)")])
    }
    var description: String?
    if !data.isEmpty {
      guard data.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }) else {
        throw WebError(fields: [FieldError("data", "expected the identifier of a data set")])
      }
      description =
        (try? await catalogue.dataSets.dataSet(data))?.description
        ?? "\(catalogue.dataSets.folder)/\(data)/dataset.yaml"
    }
    let hasValidation = data.isEmpty && row.last.loss != nil
    let chosen = part == .auto ? (hasValidation ? .validation : .train) : part
    let file = try await compute { () throws -> (path: String, stamp: String) in
      let file = try CheckpointFile(in: RunDirectory(path: run.directory), snapshot: nil)
      guard let stamp = FileStamp(file.path) else { throw WebError.notFound("the checkpoint is gone; try again") }
      return (file.path, stamp.text)
    }
    return LatentSubject(
      run: run, key: CodeKey(run: id, stamp: stamp.isEmpty ? file.stamp : stamp, data: data, part: chosen),
      current: file.stamp, checkpoint: (file.path as NSString).lastPathComponent,
      source: LatentImages.Source(directory: run.directory, description: description, part: chosen))
  }

  /// The table of codes of `subject`.
  ///
  /// - Throws: `WebError` with status 409 where there is none yet.
  func codeTable(_ subject: LatentSubject) async throws -> CodeTable {
    let (tables, key) = (latent.tables, subject.key)
    guard let table = try await compute({ tables.table(key) }) else {
      throw WebError(
        .conflict, type: "no-codes", "these images have not been encoded yet; open the run's latent space to do so")
    }
    return table
  }

  /// The table of codes of `subject`, and the model that made it.
  ///
  /// - Throws: `WebError` with status 409 where the run has a newer checkpoint.
  func decodable(_ subject: LatentSubject) async throws -> (table: CodeTable, model: ModelHandle) {
    let table = try await codeTable(subject)
    guard subject.key.stamp == subject.current else {
      throw WebError(
        .conflict, type: "stale",
        "the run has a newer checkpoint than the one of these codes; load the page again to encode with it")
    }
    return (table, try await models.model(in: subject.run.directory))
  }

  /// The images of `subject`, those that its table was made of.
  ///
  /// - Throws: `WebError` with status 409 where they have changed; why they cannot be opened.
  func latentImages(_ subject: LatentSubject, _ table: CodeTable) async throws -> LatentImages.Opened {
    let (images, source) = (latent.images, subject.source)
    let opened = try await compute { () throws -> LatentImages.Opened in
      do {
        return try images.images(source)
      } catch let error as any HTTPErrorConvertible {
        throw error.webError
      } catch let error as any ReportedError {
        throw WebError(.conflict, type: "no-images", PageWords.of(error))
      }
    }
    guard opened.fingerprint == table.header.fingerprint, opened.count == table.header.total else {
      throw WebError(.conflict, type: "stale", "the images are not those that were encoded; encode them again")
    }
    return opened
  }
}
