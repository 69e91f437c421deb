import Catalogue
import Foundation
import Hourglass
import Web

/// The codes of a run's images, as JSON.
///
/// `GET …/latent/points` answers the positions of a map: x and y of each point in turn; `GET …/latent/column` one number a
/// point. Both are 32-bit floating-point numbers, little-endian, without a header; the document says how many.
struct LatentDocument: Codable, Sendable {
  enum State: String, CaseIterable, Codable, Sendable {
    /// The images have not been encoded: `POST …/latent/work` does it.
    case missing
    case ready
  }

  /// Images that can be chosen.
  struct Images: Codable, Sendable {
    /// The identifier of a data set; empty for the run's own images.
    var id: String
    var name: String
  }

  /// A map that was computed.
  struct Map: Codable, Sendable {
    var map: LatentMap
    /// `ready`.
    var state: String
  }

  /// What is known of the codes.
  struct Table: Codable, Sendable {
    /// Names the table in requests, as `v`.
    var stamp: String
    var checkpoint: String
    var epoch: Int
    var step: Int
    /// The number of points, and of the images that they were sampled from.
    var count: Int
    var total: Int
    /// The images that cannot be read.
    var skipped: Int
    /// The dimension of a code.
    var size: Int
    /// The units that carry nothing.
    var dead: Int
    /// Height, width and channels of an image.
    var image_dimensions: [Int]
    var classes: [CodeTable.Class]
    var has_errors: Bool
    var needs_labels: Bool
    /// Whether the prior of the codes is known: that of a variational model.
    var is_normal: Bool
    /// Why codes cannot be decoded; null where they can.
    var decode_problem: String?
    /// Why images cannot be shown; null where they can.
    var pictures_problem: String?
    var maps: [Map]
  }

  var id: String
  var name: String
  /// The address of the run's page below the server's root.
  var url: String
  var state: State
  /// The images whose codes these are.
  var data: String
  var part: LatentPart
  var choices: [Images]
  var parts: [LatentPart]
  /// What should be known of the codes, a sentence each.
  var notes: [String]
  /// Why there is nothing, one sentence.
  var problem: String?
  /// What is being computed, or was.
  var work: [LatentWork]
  var table: Table?
}

extension StudioServer {
  /// What is known of a run's codes.
  func latentDocument(_ subject: LatentSubject) async throws -> LatentDocument {
    let (run, key) = (subject.run, subject.key)
    let sets = try await catalogue.dataSets.list()
    var choices = [LatentDocument.Images(id: "", name: "the run’s own")]
    choices += sets.filter { $0.state == .ready }.prefix(200).map { LatentDocument.Images(id: $0.id, name: $0.title) }
    if !choices.contains(where: { $0.id == key.data }) {
      choices.append(LatentDocument.Images(id: key.data, name: "\(key.data) (gone)"))
    }
    // Asked before the table: who reads that the work is done reads what it made.
    let work = await latent.works.works(of: key)
    let tables = latent.tables
    let (table, maps, isFinished) = try await compute {
      let table = tables.table(key)
      let maps = LatentMap.allCases.filter { map in map.array.map { table?.has($0) ?? false } ?? false }
      return (table, maps, RunOverview(RunDirectory(path: run.directory)).isFinished)
    }
    let problem = picturesProblem(run, sets.first { $0.id == key.data }, key)
    var document = LatentDocument(
      id: run.id, name: run.name, url: run.url, state: table == nil ? .missing : .ready, data: key.data, part: key.part,
      choices: choices, parts: key.data.isEmpty ? [.validation, .train, .test, .all] : [.train, .test, .all], notes: [],
      work: work)
    if let table {
      document.table = LatentDocument.Table(
        table.header, stamp: key.stamp, maps: maps, picturesProblem: problem)
    } else if let problem {
      document.problem = problem.replacing(
        Self.picturesGone, with: "no codes of them were computed while they were there.")
    }
    document.notes = Self.notes(document, checkpoint: subject.checkpoint, isFinished: isFinished)
    return document
  }

  private static let picturesGone = "codes can be looked at and decoded, pictures are missing."

  /// Why images cannot be shown, as far as that is known without opening them.
  private func picturesProblem(_ run: RunSubject, _ set: DataSet?, _ key: CodeKey) -> String? {
    if key.data.isEmpty {
      guard let path = run.row?.datasetPath, !FileManager.default.fileExists(atPath: path) else { return nil }
      return "The images are not at \(path) any more: \(Self.picturesGone)"
    }
    guard let set else { return "The data set \(key.data) is gone: \(Self.picturesGone)" }
    return set.state == .ready
      ? nil : "The images of \(set.title) cannot be used: \(set.problem ?? "they are being made")."
  }

  private static func notes(_ document: LatentDocument, checkpoint: String, isFinished: Bool) -> [String] {
    var notes: [String] = []
    if !isFinished {
      let position = document.table.map { " of epoch \($0.epoch), step \(Figures.count($0.step))" } ?? ""
      notes.append("The run is not finished: its newest whole checkpoint, \(checkpoint)\(position), is used.")
    }
    guard let table = document.table else { return notes }
    if table.count + table.skipped < table.total {
      notes.append(
        "\(Figures.count(table.count)) of \(Figures.count(table.total)) images were encoded, evenly spread over all.")
    }
    if table.skipped > 0 { notes.append("\(Figures.count(table.skipped, "image")) cannot be read.") }
    if let problem = table.decode_problem { notes.append("Nothing can be decoded: \(problem)") }
    if let problem = table.pictures_problem { notes.append(problem) }
    return notes
  }

  /// What the page shows.
  func latentView(_ document: LatentDocument) -> PageView {
    let names: [LatentPart: String] = [.train: "training", .validation: "validation", .test: "test", .all: "all"]
    var fields: [String: Any] = [
      "name": document.name, "url": document.url, "topic": LatentSubject.topic(document.id),
      "data": document.choices.map { images in
        ["id": images.id, "name": images.name, "selected": images.id == document.data] as [String: Any]
      },
      "parts": document.parts.map { part in
        ["part": part.rawValue, "name": names[part] ?? "", "selected": part == document.part] as [String: Any]
      },
      "notes": document.notes, "ready": document.state == .ready, "normal": document.table?.is_normal ?? false,
    ]
    fields["problem"] = document.problem
    if let table = document.table, table.needs_labels {
      fields["labels"] = ["classes": table.classes.map { ["label": $0.label, "name": $0.name] as [String: Any] }]
    }
    return PageView("Latent space of \(document.name)", section: "", topics: [LatentSubject.topic(document.id)], fields)
  }
}

extension LatentDocument.Table {
  init(_ header: CodeTable.Header, stamp: String, maps: [LatentMap], picturesProblem: String?) {
    self.stamp = stamp
    (checkpoint, epoch, step) = (header.checkpoint, header.epoch, header.step)
    (count, total, skipped, size) = (header.count, header.total, header.skipped, header.size)
    (dead, image_dimensions, classes) = (header.order.dead, header.image_dimensions, header.classes)
    (has_errors, needs_labels) = (true, header.needs_labels)
    is_normal = header.order.criterion == .divergence
    decode_problem = header.decode_problem
    pictures_problem =
      picturesProblem
      ?? ([1, 3].contains(header.image_dimensions[2])
        ? nil : "Images of \(header.image_dimensions[2]) channels cannot be shown.")
    self.maps = maps.map { LatentDocument.Map(map: $0, state: "ready") }
  }
}
