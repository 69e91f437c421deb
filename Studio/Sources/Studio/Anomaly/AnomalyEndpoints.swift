import Foundation
import HTTPTypes
import Hourglass
import Web

extension StudioServer {
  /// Anomalies: how little images are like the normal ones, and how well that tells classes apart.
  var anomalyEndpoints: [Endpoint] {
    let (id, scoring) = (Self.runID, Self.scoringID)
    return Endpoint.page(
      "/runs/{id}/anomaly", "Anomalies: where images come from, and earlier scores", [id], template: "anomaly"
    ) { call in
      try await scorings(of: subject(call(id)), .anomaly)
    } view: { document, _ in
      ScoringsView(document, .anomaly).page
    }
      + [
        .change(
          .post, "/runs/{id}/anomaly", "Score how little images are like normal ones, in the background", [id],
          status: .accepted, refusals: [.conflict, .serviceUnavailable, .init(code: 507)]
        ) { (body: ScoringRequest, call) in
          try await startScoring(body, subject(call(id)), .anomaly)
        }
      ]
      + Endpoint.page(
        "/runs/{id}/anomaly/{scoring}", "The anomaly scores of images", [id, scoring], template: "scores"
      ) { call in
        let (scoring, run) = try await scored(call, .anomaly)
        return try await document(scoring, run)
      } view: { document, _ in
        ScoringView(document).page
      }
      + anomalyMeasureEndpoints + scoringEndpoints("anomaly", .anomaly, .reconstruction)
  }

  /// How well scores tell normal and anomalous images apart.
  private var anomalyMeasureEndpoints: [Endpoint] {
    let (id, scoring) = (Self.runID, Self.scoringID)
    let metric = Parameter<ScoreMetric>.choice("metric", "The score", default: .reconstruction)
    let rate = Parameter.text(
      "false_positive_rate", "The share of normal images that the suggested threshold may call anomalous, 0 to 1",
      default: "0.05", maxLength: 40)
    let threshold = Parameter.text("threshold", "The score from which on an image is called anomalous", maxLength: 40)
    return [
      .get(
        "/runs/{id}/anomaly/{scoring}/curve.json",
        "The ROC curve of a score, and the histograms of both kinds of images", [id, scoring, metric, rate],
        refusals: [.conflict]
      ) { call in
        let scoring = try await labelled(call, call(metric))
        return try await curve(scoring, call(metric), rate: Self.number(call(rate), "false_positive_rate", in: 0...1))
      },
      .get(
        "/runs/{id}/anomaly/{scoring}/counts.json", "The confusion counts at a threshold",
        [id, scoring, metric, threshold], refusals: [.conflict]
      ) { call in
        let scoring = try await labelled(call, call(metric))
        let range = -Double(Float.greatestFiniteMagnitude)...Double(Float.greatestFiniteMagnitude)
        let (metric, threshold) = (try call(metric), try Self.number(call(threshold), "threshold", in: range))
        return try await compute { [scorings] in
          AnomalyCounts(
            scorings.table(scoring), metric, threshold: Float(threshold),
            normalClasses: Set(scoring.normal_classes.map { Int32($0) }))
        }
      },
    ]
  }

  private func curve(_ scoring: Scoring, _ metric: ScoreMetric, rate: Double) async throws -> AnomalyCurve {
    try await compute { [scorings] in
      do {
        return try AnomalyCurve(
          scorings.table(scoring), metric, normalClasses: Set(scoring.normal_classes.map { Int32($0) }),
          falsePositiveRate: rate)
      } catch let error as StatisticsError {
        throw WebError(.conflict, type: "samples", "there is no ROC curve: \(PageWords.of(error))")
      }
    }
  }

  /// The scoring that the address names, of images with classes, some of them normal.
  private func labelled(_ call: Call, _ metric: ScoreMetric) async throws -> Scoring {
    let scoring = try await scored(call, .anomaly).scoring
    guard scoring.metrics.contains(metric) else {
      let known = scoring.metrics.map(\.rawValue).joined(separator: ", ")
      throw WebError(fields: [FieldError("metric", "expected one of \(known)")])
    }
    guard scoring.has_classes, !scoring.normal_classes.isEmpty else {
      throw WebError(
        .conflict, type: "labels",
        "normal and anomalous images are told apart by classes, and none is chosen as normal")
    }
    return scoring
  }

  private static func number(
    _ text: String, _ field: String, in range: ClosedRange<Double>
  ) throws(WebError) -> Double {
    guard let value = Double(text), range.contains(value) else {
      throw WebError(fields: [FieldError(field, "expected a number from \(range.lowerBound) to \(range.upperBound)")])
    }
    return value
  }
}
