internal import Diagnostics

/// Counts of samples by their class and the predicted class, and the metrics that follow.
///
/// A ratio without a denominator is 0. The definitions are those of scikit-learn.
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

  /// The share of each class's samples that is predicted correctly, `[classes]`.
  public var recalls: [Double] { (0..<classes).map { ratio(self[$0, $0], support($0)) } }

  /// The number of samples of a class.
  public func support(_ label: Int) -> Int { (0..<classes).reduce(0) { $0 + self[label, $1] } }

  private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
