internal import Diagnostics

/// Counts of samples by their class and the predicted class, and the metrics that follow.
///
/// Macro metrics are means over the classes that occur among labels or predictions; a ratio without a denominator is 0.
/// The definitions are those of scikit-learn.
public struct ConfusionMatrix: Sendable, Hashable {
  /// The number of classes.
  public let classes: Int
  /// `[classes, classes]`: element `[c, p]` counts the samples of class c predicted as p.
  public let counts: [Int]

  /// Counts samples.
  ///
  /// - Parameters:
  ///   - labels: The class of each sample, 0 to `classes` - 1.
  ///   - predictions: The predicted class of each sample.
  ///   - classes: The number of classes; by default the largest class that occurs, plus 1.
  public init(labels: [Int32], predictions: [Int32], classes: Int? = nil) {
    require(labels.count == predictions.count, "\(predictions.count) predictions of \(labels.count) samples")
    let classes = classes ?? Int(max(labels.max() ?? 0, predictions.max() ?? 0)) + 1
    var counts = [Int](repeating: 0, count: classes * classes)
    for (label, prediction) in zip(labels, predictions) {
      require(
        (0..<classes).contains(Int(label)) && (0..<classes).contains(Int(prediction)),
        "class \(label) predicted as \(prediction), of \(classes) classes")
      counts[Int(label) * classes + Int(prediction)] += 1
    }
    (self.classes, self.counts) = (classes, counts)
  }

  /// The number of samples of class `label` predicted as `prediction`.
  public subscript(label: Int, prediction: Int) -> Int { counts[label * classes + prediction] }

  /// The number of samples.
  public var samples: Int { counts.reduce(0, +) }

  /// The share of samples predicted correctly.
  public var accuracy: Double { ratio((0..<classes).reduce(0) { $0 + self[$1, $1] }, samples) }

  /// The share of correct ones among the predictions of each class, `[classes]`.
  public var precisions: [Double] { (0..<classes).map { ratio(self[$0, $0], predicted($0)) } }

  /// The share of each class's samples that is predicted correctly, `[classes]`.
  public var recalls: [Double] { (0..<classes).map { ratio(self[$0, $0], support($0)) } }

  /// The harmonic mean of precision and recall of each class, `[classes]`.
  public var f1Scores: [Double] { (0..<classes).map { ratio(2 * self[$0, $0], predicted($0) + support($0)) } }

  /// The mean precision of the classes.
  public var macroPrecision: Double { macro(precisions) }

  /// The mean recall of the classes.
  public var macroRecall: Double { macro(recalls) }

  /// The mean F1 score of the classes.
  public var macroF1: Double { macro(f1Scores) }

  /// The mean recall of the classes that have samples.
  public var balancedAccuracy: Double {
    let present = (0..<classes).filter { support($0) > 0 }
    let recalls = recalls
    return present.isEmpty ? 0 : present.reduce(0) { $0 + recalls[$1] } / Double(present.count)
  }

  /// The number of samples of a class.
  public func support(_ label: Int) -> Int { (0..<classes).reduce(0) { $0 + self[label, $1] } }

  /// The number of samples predicted as a class.
  public func predicted(_ label: Int) -> Int { (0..<classes).reduce(0) { $0 + self[$1, label] } }

  private func macro(_ values: [Double]) -> Double {
    let present = (0..<classes).filter { support($0) + predicted($0) > 0 }
    return present.isEmpty ? 0 : present.reduce(0) { $0 + values[$1] } / Double(present.count)
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
