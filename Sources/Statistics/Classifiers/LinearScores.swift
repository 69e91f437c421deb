internal import Diagnostics

/// Linear scores of classes: W x + b.
///
/// A sample belongs to the class with the largest score.
public struct LinearScores: Sendable {
  /// W, `[classes, size]`.
  public let weights: [Double]
  /// b, `[classes]`.
  public let biases: [Double]

  /// The number of classes.
  public var classes: Int { biases.count }
  /// The number of values of a sample.
  public var size: Int { weights.count / biases.count }

  /// The scores of samples, `[n, size]`: `[n, classes]`.
  public func scores(of samples: [Float]) -> [Float] {
    let (classes, size) = (classes, size)
    return mapRows(samples, from: size, to: classes) { rows, result, count in
      multiply(rows, byTransposed: weights, into: result, count, classes, size)
      for row in 0..<count {
        for i in 0..<classes { result[row &* classes &+ i] += biases[i] }
      }
    }
  }

  /// The class of each sample of `samples`, `[n, size]`; the first of equal ones.
  public func labels(of samples: [Float]) -> [Int32] {
    let (scores, classes) = (scores(of: samples), classes)
    return stride(from: 0, to: scores.count, by: classes).map { first in
      (1..<classes).reduce(into: Int32(0)) { best, i in
        if scores[first + i] > scores[first + Int(best)] { best = Int32(i) }
      }
    }
  }
}

/// The number of classes of labelled samples.
///
/// - Throws: ``StatisticsError`` unless there are at least two classes, each with a sample, and all values are finite.
func checkedClasses(
  samples: [Float], size: Int, labels: [Int32], place: String
) throws(StatisticsError) -> Int {
  let count = rows(of: samples, size: size)
  require(labels.count == count, "\(labels.count) labels of \(count) samples")
  require((labels.min() ?? 0) >= 0, "a negative label")
  let classes = Int(labels.max() ?? 0) + 1
  var counts = [Int](repeating: 0, count: classes)
  for label in labels { counts[Int(label)] += 1 }
  guard classes > 1, !counts.contains(0) else {
    throw StatisticsError(
      code: .tooFewSamples,
      report: Report(
        "a class has no samples", place: place, expected: "at least two classes, with samples of each",
        got: "\(counts.count { $0 > 0 }) of \(classes) classes",
        cure: "number the classes that occur from 0"))
  }
  try checkFinite(samples, size: size, place: place)
  return classes
}
