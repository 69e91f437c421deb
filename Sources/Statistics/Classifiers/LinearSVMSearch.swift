internal import Diagnostics

/// A linear support vector machine whose C is chosen by the error on held-out samples.
///
/// C is relative to the samples' size: it weighs the loss as if samples were divided by the root of their mean ‖x‖². From
/// ``minC`` on, each C is √10 times the one before. The search ends when ``patience`` values in turn misclassify as many
/// held-out samples as the best or more, or at ``maxC``. Then all samples are trained on with the best C, the smallest of
/// equal ones.
public struct LinearSVMSearch: Sendable {
  /// The first C.
  public static let minC = 0.1
  /// The last C.
  public static let maxC = 1000.0
  /// Values of C without improvement that end the search.
  public static let patience = 2

  /// The machines, trained on all samples.
  public let machine: LinearSVM
  /// The chosen C.
  public let c: Double
  /// Each C that was tried, ascending, and the share of held-out samples that it misclassified.
  public let errors: [(c: Double, error: Double)]

  /// Chooses C and trains, with the squared hinge.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`.
  ///   - size: The number of values of a sample.
  ///   - labels: The class of each sample, 0 to the number of classes - 1.
  ///   - heldOut: The samples to choose by, at least one; the others, or all where there are no others, are trained on first.
  ///   - tolerance: The largest difference of projected gradients at the end; the search allows ten times as much, LIBLINEAR's
  ///     default of 0.1.
  ///   - maxIterations: The maximum number of passes over the samples in each training.
  ///   - seed: The seed of the order of samples.
  /// - Throws: ``StatisticsError`` when a class has no samples, or a value is not finite.
  public init(
    samples: [Float], size: Int, labels: [Int32], heldOut: [Int], tolerance: Double = 1e-2, maxIterations: Int = 300,
    seed: UInt64 = 0
  ) throws(StatisticsError) {
    require(!heldOut.isEmpty, "a search for C without held-out samples")
    let classes = try checkedClasses(samples: samples, size: size, labels: labels, place: "support vector machine")
    let meanSquare = max(samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(labels.count), 1e-30)
    let scaling = meanSquare.squareRoot()
    let held = Set(heldOut)
    let all = labels.indices.map { Int32($0) }
    let rows = held.count == all.count ? all : all.filter { !held.contains(Int($0)) }
    var errors: [(c: Double, error: Double)] = []
    machine = samples.withUnsafeBufferPointer { samples in
      var machines = LinearSVM.machines(
        samples, size: size, labels: labels, classes: classes, loss: .squaredHinge, interceptScaling: scaling)
      func train(_ machines: inout [CoordinateDescent], _ rows: [Int32], _ c: Double, _ tolerance: Double) {
        machines.update { machine in
          machine.run(rows: rows, c: c / meanSquare, tolerance: tolerance, maxIterations: maxIterations, seed: seed)
        }
      }
      var best = machines
      var candidate = Self.minC
      while candidate <= 1.01 * Self.maxC {
        train(&machines, rows, candidate, 10 * tolerance)
        let wrong = heldOut.count { Self.label(of: $0, machines) != labels[$0] }
        let error = Double(wrong) / Double(heldOut.count)
        if errors.allSatisfy({ error < $0.error }) { best = machines }
        errors.append((candidate, error))
        let lowest = errors.map(\.error).min() ?? 0
        let first = errors.firstIndex { $0.error == lowest } ?? 0
        if lowest == 0 || errors.count - 1 - first >= Self.patience { break }
        candidate *= 10.0.squareRoot()
      }
      train(&best, all, Self.best(errors).c, tolerance)
      return LinearSVM(best, size: size, interceptScaling: scaling)
    }
    self.errors = errors
    c = Self.best(errors).c
  }

  private static func best(_ errors: [(c: Double, error: Double)]) -> (c: Double, error: Double) {
    errors.dropFirst().reduce(errors[0]) { $1.error < $0.error ? $1 : $0 }
  }

  /// The class of a sample.
  private static func label(of sample: Int, _ machines: [CoordinateDescent]) -> Int32 {
    let scores = machines.map { $0.score(of: sample) }
    if scores.count == 1 { return scores[0] > 0 ? 1 : 0 }
    return scores.indices.reduce(into: Int32(0)) { best, i in
      if scores[i] > scores[Int(best)] { best = Int32(i) }
    }
  }
}
