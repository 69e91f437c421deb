import Foundation

/// The confusion counts at a threshold, as JSON: an image with a score of at least the threshold is called anomalous.
struct AnomalyCounts: Codable, Sendable {
  var metric: ScoreMetric
  var threshold: Double
  /// Anomalous images that are called so, and those that are missed.
  var true_positives: Int
  var false_negatives: Int
  /// Normal images that are called anomalous, and those that are not.
  var false_positives: Int
  var true_negatives: Int
}

extension AnomalyCounts {
  /// Counts the images with classes; blocks.
  init(_ table: ScoredTable, _ metric: ScoreMetric, threshold: Float, normalClasses: Set<Int32>) {
    (self.metric, self.threshold) = (metric, Double(threshold))
    (true_positives, false_negatives, false_positives, true_negatives) = (0, 0, 0, 0)
    let labels = table.columns.labels
    for (place, value) in (table.values(metric) ?? []).enumerated() where labels[place] >= 0 {
      switch (normalClasses.contains(labels[place]), metric.isBeyond(value, threshold)) {
      case (false, true): true_positives += 1
      case (false, false): false_negatives += 1
      case (true, true): false_positives += 1
      case (true, false): true_negatives += 1
      }
    }
  }
}
