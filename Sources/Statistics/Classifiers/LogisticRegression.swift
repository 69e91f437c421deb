internal import CLAPACK
internal import Diagnostics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Multinomial logistic regression.
///
/// It minimizes ‖W‖² / 2 + C Σ (log Σₖ exp zₖ - z of the class), z = W x + b, over W and b, the objective of
/// scikit-learn's `LogisticRegression`; b is not penalized. For two classes, that is the regression of one vector, the
/// difference of the two of W. L-BFGS stops when no element of the gradient of the objective divided by C n is above
/// `tolerance`, or after `maxIterations` steps.
public struct LogisticRegression: Sendable {
  /// The weights and intercepts: log-probabilities but for a constant of each sample.
  public let model: LinearScores
  /// The objective reached.
  public let objective: Double
  /// The steps made.
  public let iterations: Int
  /// Whether the tolerance was reached.
  public let hasConverged: Bool

  /// Trains on samples.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`; L-BFGS needs few steps for standardized values.
  ///   - size: The number of values of a sample.
  ///   - labels: The class of each sample, 0 to the number of classes - 1; each class has samples.
  ///   - c: C, the weight of the loss, above 0.
  ///   - tolerance: The largest element of the scaled gradient at the end.
  ///   - maxIterations: The maximum number of steps.
  /// - Throws: ``StatisticsError`` when a class has no samples, or a value is not finite.
  public init(
    samples: [Float], size: Int, labels: [Int32], c: Double = 1, tolerance: Double = 1e-4, maxIterations: Int = 100
  ) throws(StatisticsError) {
    require(c > 0, "a logistic regression with C \(c)")
    let classes = try checkedClasses(samples: samples, size: size, labels: labels, place: "logistic regression")
    let loss = LogisticLoss(samples: samples, size: size, labels: labels, classes: classes)
    let scale = 1 / (c * Double(labels.count))
    // Of two opposite vectors, the squares sum to half of that of their difference.
    let penalty = classes == 2 ? 2 * scale : scale
    let weights = classes * size
    let found = QuasiNewton(
      from: [Double](repeating: 0, count: weights + classes), tolerance: tolerance, maxIterations: maxIterations
    ) { point, gradient in
      var value = loss.value(at: point, &gradient)
      for i in 0..<weights {
        value += penalty / 2 * point[i] * point[i]
        gradient[i] += penalty * point[i]
      }
      return value
    }
    model = LinearScores(weights: Array(found.point.prefix(weights)), biases: Array(found.point.suffix(classes)))
    objective = found.value / scale
    (iterations, hasConverged) = (found.iterations, found.hasConverged)
  }
}

/// The mean of log Σₖ exp zₖ - z of the class over samples, and its gradient.
private struct LogisticLoss {
  /// The pieces that are summed on their own, whatever the number of threads.
  private static let pieces = 16
  private static let chunk = 256

  let samples: [Float]
  let size: Int
  let labels: [Int32]
  let classes: Int

  /// The value at W, then b, `[classes * size + classes]`, whose gradient is set.
  func value(at point: [Double], _ gradient: inout [Double]) -> Double {
    let length = point.count
    let piece = (labels.count + Self.pieces - 1) / Self.pieces
    var values = [Double](repeating: 0, count: Self.pieces)
    var gradients = [Double](repeating: 0, count: Self.pieces * length)
    values.withUnsafeMutableBufferPointer { values in
      gradients.withUnsafeMutableBufferPointer { gradients in
        guard let to = gradients.baseAddress else { return }
        concurrently(labels.count, piecesOf: piece) { range in
          let place = range.lowerBound / piece
          values[place] = add(range, point, to + place * length)
        }
      }
    }
    let factor = 1 / Double(labels.count)
    for i in 0..<length {
      var sum = 0.0
      for place in 0..<Self.pieces { sum += gradients[place * length + i] }
      gradient[i] = sum * factor
    }
    return values.reduce(0, +) * factor
  }

  /// The sum over the samples of `range`; its gradient is added to `gradient`.
  private func add(_ range: Range<Int>, _ point: [Double], _ gradient: UnsafeMutablePointer<Double>) -> Double {
    var rows = [Double](repeating: 0, count: Self.chunk * size)
    var scores = [Double](repeating: 0, count: Self.chunk * classes)
    let biases = classes * size
    var total = 0.0
    for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.chunk) {
      let count = min(Self.chunk, range.upperBound - first)
      samples.withUnsafeBufferPointer { samples in
        for i in 0..<count * size { rows[i] = Double(samples[first * size + i]) }
      }
      scores.withUnsafeMutableBufferPointer { scores in
        guard let z = scores.baseAddress else { return }
        multiply(rows, byTransposed: point, into: z, count, classes, size)
        for row in 0..<count {
          total += differentiate(z + row * classes, point, Int(labels[first + row]))
          for k in 0..<classes { gradient[biases + k] += z[row * classes + k] }
        }
      }
      // W's gradient is (p - y)ᵀ x.
      serially {
        cblas_dgemm(
          CblasRowMajor, CblasTrans, CblasNoTrans, Int32(classes), Int32(size), Int32(count), 1, scores, Int32(classes),
          rows, Int32(size), 1, gradient, Int32(size))
      }
    }
    return total
  }

  /// The loss of a sample with scores W x, which become the gradient.
  private func differentiate(_ z: UnsafeMutablePointer<Double>, _ point: [Double], _ label: Int) -> Double {
    var largest = -Double.infinity
    for k in 0..<classes {
      z[k] += point[classes * size + k]
      largest = max(largest, z[k])
    }
    let ofClass = z[label]
    var sum = 0.0
    for k in 0..<classes {
      z[k] = exp(z[k] - largest)
      sum += z[k]
    }
    for k in 0..<classes { z[k] /= sum }
    z[label] -= 1
    return largest + log(sum) - ofClass
  }
}
