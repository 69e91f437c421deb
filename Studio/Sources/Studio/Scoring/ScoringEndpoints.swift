import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Jobs
import Web

/// The state of a scoring, in the manner of DIGITS.
struct ScoringStatus: Codable, Sendable {
  var id: String
  /// What its images are called.
  var name: String
  /// `reconstruction` or `anomaly`.
  var type: Scoring.Kind
  var status: JobState
  var error: String?
  /// The share that is done, from 0 to 1.
  var progress: Double?
}

extension StudioServer {
  /// The identifier of a scoring in an address.
  static let scoringID = Parameter<String>.path("scoring", "The scoring: 20260131-142501-3f9a")

  /// What pages of both kinds of scorings share, below `/runs/<id>/<name>/<scoring>`.
  ///
  /// - Parameters:
  ///   - name: `test-many` or `anomaly`.
  ///   - kind: The kind.
  ///   - metric: The metric that is shown first.
  func scoringEndpoints(_ name: String, _ kind: Scoring.Kind, _ metric: ScoreMetric) -> [Endpoint] {
    let base = "/runs/{id}/\(name)/{scoring}"
    let (id, scoring) = (Self.runID, Self.scoringID)
    let view = ScoreViewParameters(metric)
    let page = Parameter.integer("page", "The page, from 1", 1...1_000_000_000, default: 1)
    let size = Parameter.integer("size", "Rows of a page", 1...200, default: 25)
    let best = Parameter.flag("best", "Whether the best image comes first, instead of the worst")
    let images = Parameter.text("images", "The numbers of at most 24 images, with commas between", maxLength: 400)
    let image = Parameter.path("image", "The number of an image, from 0", 0...Int(Int32.max))
    let side = Self.thumbnailSide
    let map = Parameter<ScoredRow.Map>.choice("map", "The last row of the picture", default: .difference)
    return [
      .get("\(base)/status", "The state of a scoring", [id, scoring]) { call in
        let scoring = try await scored(call, kind).scoring
        return ScoringStatus(
          id: scoring.id, name: scoring.images.name, type: kind, status: scoring.status, error: scoring.error,
          progress: ScoringEvent(scoring).progress)
      },
      .get(
        "\(base)/ranking.json", "The distribution of the scores, and the images at its ends", [id, scoring] + view.all
      ) { call in
        let scoring = try await scored(call, kind).scoring
        let view = try view.view(call, scoring)
        return try await compute { [scorings] in
          ScoreRanking(scorings.table(scoring), view, scoring, titles: scorings.place(scoring.id).titles)
        }
      },
      .get(
        "\(base)/row.json", "Images above their reconstructions and the differences, as one picture",
        [id, scoring, images, map], refusals: [.conflict, .unprocessableContent, .serviceUnavailable]
      ) { call in
        let (scoring, run) = try await scored(call, kind)
        let numbers = try Self.numbers(call(images), below: scoring.total)
        return try await row(of: numbers, scoring, run, call(map))
      },
      .bytes(
        .get, "\(base)/images/{image}.png", "An image that was scored, as the model sees it",
        [id, scoring, image, side], type: "image/png",
        refusals: [.conflict, .unprocessableContent, .serviceUnavailable]
      ) { call in
        let (scoring, run) = try await scored(call, kind)
        let (number, side) = (try call(image), try call(side))
        let png = try await self.images(of: scoring, run) { try $0.thumbnail(number, side: side) }
        return .bytes(png, type: "image/png")
      },
      .get(
        "\(base)/scores.json", "A page of the table of scores, the worst image first",
        [id, scoring, view.metric, view.label, best, page, size]
      ) { call in
        let scoring = try await scored(call, kind).scoring
        let (view, isBest) = (try view.view(call, scoring), try call(best))
        let (page, size) = (try call(page), try call(size))
        return try await compute { [scorings] in
          ScorePage(
            scorings.table(scoring), view, scoring, page: page, size: size, isBestFirst: isBest,
            titles: scorings.place(scoring.id).titles)
        }
      },
      .bytes(
        .get, "\(base)/scores.csv", "The scores of all images, a row each (RFC 4180)", [id, scoring], type: "text/csv"
      ) { call in
        let scoring = try await scored(call, kind).scoring
        let root = try await compute { [scorings] in try FileRoot(scorings.place(scoring.id).path) }
        let title = "\(scoring.run)-\(scoring.images.name)".replacing("/", with: "_")
        return try await call.file(
          "scores.csv", below: root, type: "text/csv; charset=utf-8", download: "\(title).csv")
      },
      .post("\(base)/abort", "Stop a scoring; what is scored stays", [id, scoring], refusals: [.conflict]) { call in
        let scoring = try await scored(call, kind).scoring
        try scorings.abort(scoring.id)
        return ChangeAnswer(message: "\(scoring.images.name): being stopped.", id: scoring.id)
      },
      .post("\(base)/delete", "Remove a scoring", [id, scoring], refusals: [.conflict]) { call in
        let scoring = try await scored(call, kind).scoring
        try scorings.remove(scoring.id)
        let undo = undo.add { [scorings] in
          try scorings.restore(scoring)
          return "The scores are back."
        }
        return ChangeAnswer(message: "The scores of \(scoring.images.name) were removed.", undo: undo)
      },
    ]
  }

  /// The scoring and the run that the address names.
  ///
  /// - Throws: `WebError` with status 404 where there is none.
  func scored(_ call: Call, _ kind: Scoring.Kind) async throws -> (scoring: Scoring, run: RunSubject) {
    let run = try await subject(call(Self.runID))
    guard let scoring = scorings[try call(Self.scoringID)], scoring.run == run.name, scoring.kind == kind else {
      throw WebError.notFound("there are no such scores of \(run.name)")
    }
    return (scoring, run)
  }

  private static func numbers(_ text: String, below count: Int) throws(WebError) -> [Int] {
    let parts = text.split(separator: ",")
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, (1...24).contains(numbers.count),
      numbers.allSatisfy({ (0..<max(1, count)).contains($0) })
    else {
      throw WebError(fields: [
        FieldError("images", "expected 1 to 24 numbers from 0 to \(max(0, count - 1)), with commas between")
      ])
    }
    return numbers
  }
}

/// The parameters that choose what is looked at of scores.
struct ScoreViewParameters: Sendable {
  let metric: Web.Parameter<ScoreMetric>
  let label = Parameter.integer("label", "The number of a class; -1 for all", -1...Int(Int32.max), default: -1)
  private let threshold = Parameter.text(
    "threshold", "The score from which on an image is bad; empty for none", default: "", maxLength: 40)
  private let side = Parameter<ScoreView.Side>.choice("side", "The images of the rows", default: .all)
  private let rows = Parameter<ScoreView.Rows>.choice(
    "rows", "The rows: overall, or one for each class", default: .overall)
  private let count = Parameter.integer("count", "Images of a row", 1...24, default: 8)

  init(_ metric: ScoreMetric) { self.metric = .choice("metric", "The metric", default: metric) }

  var all: [any DeclaredParameter] { [metric, label, threshold, side, rows, count] }

  /// What a request asks for.
  ///
  /// - Throws: `WebError` naming the field that is wrong.
  func view(_ call: Call, _ scoring: Scoring) throws(WebError) -> ScoreView {
    let (metric, label, text) = (try call(metric), try call(label), try call(threshold))
    guard scoring.metrics.contains(metric) else {
      let known = scoring.metrics.map(\.rawValue).joined(separator: ", ")
      throw WebError(fields: [FieldError("metric", "expected one of \(known)")])
    }
    var view = ScoreView(metric: metric, label: label < 0 ? nil : label)
    if !text.isEmpty {
      guard let value = Float(text), value.isFinite else {
        throw WebError(fields: [FieldError("threshold", "expected a number")])
      }
      view.threshold = value
    }
    (view.side, view.rows, view.count) = (try call(side), try call(rows), try call(count))
    return view
  }
}
