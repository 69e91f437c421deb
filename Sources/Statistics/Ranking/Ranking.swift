internal import Diagnostics

/// Samples of two classes by descending score: the curves and areas that say how well the score separates them.
///
/// A sample is predicted positive when its score is at least the threshold. Samples with equal scores are taken
/// together. The definitions are those of scikit-learn's `roc_curve`, `roc_auc_score`, `precision_recall_curve` and
/// `average_precision_score`.
public struct Ranking: Sendable {
  /// The counts at a threshold.
  public struct Point: Sendable, Hashable {
    /// The least score predicted positive; infinite where nothing is.
    public let threshold: Double
    /// The number of positive samples predicted positive.
    public let truePositives: Int
    /// The number of negative samples predicted positive.
    public let falsePositives: Int
  }

  /// The number of positive samples.
  public let positives: Int
  /// The number of negative samples.
  public let negatives: Int
  /// One point for each distinct score, by descending threshold, after the point at which nothing is predicted positive.
  public let points: [Point]

  /// Ranks samples.
  ///
  /// - Parameters:
  ///   - scores: The score of each sample; larger means more likely positive.
  ///   - isPositive: Whether each sample is positive, as many as `scores`.
  /// - Throws: ``StatisticsError`` when a class has no sample, or a score is not a number.
  public init(scores: [Float], isPositive: [Bool]) throws(StatisticsError) {
    require(scores.count == isPositive.count, "\(scores.count) scores of \(isPositive.count) samples")
    positives = isPositive.count { $0 }
    negatives = isPositive.count - positives
    guard positives > 0, negatives > 0 else {
      throw StatisticsError(
        code: .tooFewSamples,
        report: Report(
          "only one of two classes has samples", place: "ranking", expected: "positive and negative samples",
          got: "\(positives) positive and \(negatives) negative"))
    }
    if let bad = scores.firstIndex(where: \.isNaN) {
      throw StatisticsError(
        code: .notFinite,
        report: Report("a score is not a number", place: "sample \(bad)", cure: "look for NaN in the weights"))
    }
    let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    var points = [Point(threshold: .infinity, truePositives: 0, falsePositives: 0)]
    var (hits, alarms) = (0, 0)
    for (place, sample) in order.enumerated() {
      if isPositive[sample] { hits += 1 } else { alarms += 1 }
      if place + 1 == order.count || scores[order[place + 1]] != scores[sample] {
        points.append(Point(threshold: Double(scores[sample]), truePositives: hits, falsePositives: alarms))
      }
    }
    self.points = points
  }

  /// The share of true positives among the predicted ones at each of ``points``; 1 where nothing is predicted positive.
  private var precisions: [Double] {
    points.map { point in
      let predicted = point.truePositives + point.falsePositives
      return predicted == 0 ? 1 : Double(point.truePositives) / Double(predicted)
    }
  }

  /// The area under the ROC curve (AUROC): the probability that a positive sample scores higher than a negative one,
  /// half of that of a tie included.
  public var areaUnderROC: Double {
    // Twice the area in units of pairs is an integer.
    var area = 0.0
    for (last, point) in zip(points, points.dropFirst()) {
      area +=
        Double(point.falsePositives - last.falsePositives) * Double(point.truePositives + last.truePositives)
    }
    return area / (2 * Double(positives) * Double(negatives))
  }

  /// The average precision (AUPR): Σ (recallₖ - recallₖ₋₁) precisionₖ, without interpolation.
  public var averagePrecision: Double {
    var sum = 0.0
    for ((last, point), precision) in zip(zip(points, points.dropFirst()), precisions.dropFirst()) {
      sum += Double(point.truePositives - last.truePositives) * precision
    }
    return sum / Double(positives)
  }

  /// The least threshold at which at most this share of the negative samples is predicted positive.
  ///
  /// - Parameter rate: The false-positive rate wanted, 0 to 1.
  public func point(falsePositiveRate rate: Double) -> Point {
    points.last { Double($0.falsePositives) <= rate * Double(negatives) } ?? points[0]
  }
}
