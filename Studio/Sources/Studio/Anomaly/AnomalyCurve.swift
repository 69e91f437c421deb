import Foundation
import Hourglass
import Web

/// How well a score tells anomalous images from normal ones, as JSON.
struct AnomalyCurve: Codable, Sendable {
  /// The counts at a threshold; an image with a score of at least this is called anomalous.
  struct Point: Codable, Sendable {
    /// Null where no image is called anomalous.
    var threshold: Double?
    /// Anomalous images that are called so.
    var true_positives: Int
    /// Normal images that are called anomalous.
    var false_positives: Int
  }

  var metric: ScoreMetric
  /// The area under the ROC curve, 0.5 for chance.
  var auroc: Double
  /// The average precision (AUPR), with anomalous images as positives.
  var average_precision: Double
  /// The number of normal images, and of anomalous ones.
  var normal: Int
  var anomalous: Int
  /// The share of normal images that the suggested threshold may call anomalous.
  var false_positive_rate: Double
  /// The threshold for this share; null where none has so low a rate.
  var threshold: Double?
  /// The share of anomalous images that are called so at this threshold.
  var detection_rate: Double
  /// The curve by descending threshold, from none called anomalous to all: as many points as are told apart in a chart.
  var points: [Point]
  /// The ends of the bins of both histograms.
  var edges: [Double]
  var normal_histogram: [Int]
  var anomalous_histogram: [Int]
}

extension AnomalyCurve {
  /// Points that are shown at most in either direction.
  private static let resolution = 400.0

  /// Compares the scores of normal and of anomalous images; blocks.
  ///
  /// - Throws: `StatisticsError` where one of them has no images.
  init(_ table: ScoredTable, _ metric: ScoreMetric, normalClasses: Set<Int32>, falsePositiveRate: Double) throws {
    let values = table.values(metric) ?? []
    let labels = table.columns.labels
    let known = values.indices.filter { labels[$0] >= 0 }
    let isNormal = known.map { normalClasses.contains(labels[$0]) }
    let scores = known.map { values[$0] }
    let normal = zip(scores, isNormal).filter(\.1).map(\.0)
    let anomalous = zip(scores, isNormal).filter { !$0.1 }.map(\.0)
    let ranking = try Ranking(scores: scores, isPositive: isNormal.map { !$0 })
    let kind = AnomalyScore(rawValue: metric.rawValue) ?? .reconstruction
    let result = try AnomalyResult(
      kind, normal: normal, anomalous: anomalous, falsePositiveRate: falsePositiveRate)
    self.metric = metric
    (auroc, average_precision) = (result.auroc, result.averagePrecision)
    (self.normal, self.anomalous) = (ranking.negatives, ranking.positives)
    (false_positive_rate, threshold) = (falsePositiveRate, result.threshold)
    detection_rate = result.detectionRate
    (normal_histogram, anomalous_histogram) = (result.normalHistogram, result.anomalousHistogram)
    // A range without width is as wide as the library's histograms make it.
    let isPoint = result.minimum == result.maximum
    let range = isPoint ? result.minimum - 0.5...result.minimum + 0.5 : result.minimum...result.maximum
    edges = ScoreRanking.Bins(result.normalHistogram, over: range).edges
    points = Self.thinned(ranking).map {
      Point(
        threshold: $0.threshold.isFinite ? $0.threshold : nil, true_positives: $0.truePositives,
        false_positives: $0.falsePositives)
    }
  }

  /// The points that differ from the one before in a chart, and the ends.
  private static func thinned(_ ranking: Ranking) -> [Ranking.Point] {
    var shown: [Ranking.Point] = []
    for point in ranking.points {
      if let last = shown.last, point != ranking.points.last {
        let right = Double(point.falsePositives - last.falsePositives) / Double(ranking.negatives)
        let up = Double(point.truePositives - last.truePositives) / Double(ranking.positives)
        if right * resolution < 1, up * resolution < 1 { continue }
      }
      shown.append(point)
    }
    return shown
  }
}
