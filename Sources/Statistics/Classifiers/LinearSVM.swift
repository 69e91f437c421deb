internal import Diagnostics
internal import Randomness

/// A linear support vector machine, one class against the rest.
///
/// For each class, with y = 1 for its samples and -1 for the others, it minimizes
/// ‖w‖² / 2 + C Σ max(0, 1 - y w·x)² (or its first power) over w, where x has one more element, `interceptScaling`,
/// whose weight is the penalized intercept. That is the objective of scikit-learn's `LinearSVC` and of LIBLINEAR.
///
/// The dual is solved by coordinate descent in random order (Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual
/// coordinate descent method for large-scale linear SVM", 2008), with their shrinking. It stops when the projected
/// gradients of all samples lie within `tolerance` of each other, or after `maxIterations` passes.
public struct LinearSVM: Sendable {
  /// The penalty of a sample within the margin.
  public enum Loss: Sendable, Hashable {
    /// max(0, 1 - y w·x).
    case hinge
    /// max(0, 1 - y w·x)², scikit-learn's default.
    case squaredHinge
  }

  /// The weights and intercepts.
  public let model: LinearScores
  /// The passes made over the samples for each class; for two classes both are one machine.
  public let iterations: [Int]
  /// Whether each class reached the tolerance.
  public let hasConverged: [Bool]

  /// Trains on samples.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`; as for any margin, values of about the same range, such as standardized ones.
  ///   - size: The number of values of a sample.
  ///   - labels: The class of each sample, 0 to the number of classes - 1; each class has samples.
  ///   - c: C, the weight of the loss, above 0.
  ///   - loss: The loss of a sample.
  ///   - interceptScaling: The constant element of each sample, above 0; a larger one penalizes the intercept less.
  ///   - tolerance: The largest difference of projected gradients at the end.
  ///   - maxIterations: The maximum number of passes over the samples.
  ///   - seed: The seed of the order of samples.
  /// - Throws: ``StatisticsError`` when a class has no samples, or a value is not finite.
  public init(
    samples: [Float], size: Int, labels: [Int32], c: Double = 1, loss: Loss = .squaredHinge,
    interceptScaling: Double = 1, tolerance: Double = 1e-4, maxIterations: Int = 1000, seed: UInt64 = 0
  ) throws(StatisticsError) {
    require(c > 0 && interceptScaling > 0, "a support vector machine with C \(c) and scaling \(interceptScaling)")
    let classes = try checkedClasses(samples: samples, size: size, labels: labels, place: "support vector machine")
    let rows = (0..<labels.count).map { Int32($0) }
    self = samples.withUnsafeBufferPointer { samples in
      var machines = Self.machines(
        samples, size: size, labels: labels, classes: classes, loss: loss, interceptScaling: interceptScaling)
      machines.update { machine in
        machine.run(rows: rows, c: c, tolerance: tolerance, maxIterations: maxIterations, seed: seed)
      }
      return LinearSVM(machines, size: size, interceptScaling: interceptScaling)
    }
  }

  /// An untrained machine for each class; for two classes, that of the second, because the first's is its negative.
  static func machines(
    _ samples: UnsafeBufferPointer<Float>, size: Int, labels: [Int32], classes: Int, loss: Loss,
    interceptScaling: Double
  ) -> [CoordinateDescent] {
    (classes == 2 ? 1..<2 : 0..<classes).map { positive in
      CoordinateDescent(
        samples: samples, size: size, signs: labels.map { Int($0) == positive ? 1 : -1 }, loss: loss,
        interceptScaling: interceptScaling)
    }
  }

  /// The scores of trained machines.
  init(_ machines: [CoordinateDescent], size: Int, interceptScaling: Double) {
    var (weights, biases): ([Double], [Double]) = ([], [])
    for machine in machines {
      weights += machine.weights.prefix(size)
      biases.append(machine.weights[size] * interceptScaling)
    }
    if machines.count == 1 { (weights, biases) = (weights.map { -$0 } + weights, biases.map { -$0 } + biases) }
    model = LinearScores(weights: weights, biases: biases)
    iterations = machines.map(\.iterations)
    hasConverged = machines.map(\.hasConverged)
  }
}

extension [CoordinateDescent] {
  /// Calls `body` with each machine, on several threads.
  mutating func update(_ body: (inout CoordinateDescent) -> Void) {
    withUnsafeMutableBufferPointer { machines in
      concurrently(machines.count) { body(&machines[$0]) }
    }
  }
}
