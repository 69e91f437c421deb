package import Tensors

/// L-BFGS: steps along -H g, with the inverse Hessian H estimated from the last `history` steps and gradient changes.
///
/// A line search finds a length that satisfies the strong Wolfe conditions.
///
/// For small problems with all data in one batch. `learning_rate` is the first length that a line search tries,
/// `tolerance` the gradient norm treated as zero. Nocedal and Wright, "Numerical optimization", 2006, algorithms 7.4,
/// 7.5.
package struct LBFGS: FullBatchOptimizer {
  package var step = 0
  private let learningRate, tolerance: Double
  private let lineSearch: LineSearch
  /// The last steps s and gradient changes y, newest first; zero until set.
  private var pairs: [(s: any DeviceVector, y: any DeviceVector)]
  /// The parameters at which `loss` and `gradients` were evaluated.
  private let position: any DeviceVector
  private var loss: Double?
  private var gradients, trialGradients: any DeviceVector
  private let direction: any DeviceVector

  /// Creates the optimiser.
  ///
  /// - Parameters:
  ///   - settings: The settings.
  ///   - count: The length of the parameter vector.
  ///   - executor: The executor that holds the state.
  package init(
    _ settings: LBFGSSettings = LBFGSSettings(), parameterCount count: Int, on executor: any VectorArithmetic
  ) {
    (learningRate, tolerance) = (settings.learningRate, settings.tolerance)
    lineSearch = LineSearch(evaluations: settings.lineSearchEvaluations)
    pairs = (0..<settings.history).map { _ in (executor.makeVector(count: count), executor.makeVector(count: count)) }
    position = executor.makeVector(count: count)
    (gradients, trialGradients) = (executor.makeVector(count: count), executor.makeVector(count: count))
    direction = executor.makeVector(count: count)
  }

  package var moments: [(name: String, values: any DeviceVector)] {
    pairs.enumerated().flatMap { [("step\($0)", $1.s), ("change\($0)", $1.y)] }
  }

  package mutating func iterate(
    _ parameters: any DeviceVector, ranges: [Range<Int>], on executor: any VectorArithmetic, evaluate: Evaluation
  ) -> FullBatchIteration {
    var evaluations = 0
    var loss = self.loss ?? .nan
    if self.loss == nil || !executor.haveSameBits(parameters, position, ranges: position.everything) {
      loss = evaluate(parameters, gradients)
      evaluations += 1
      executor.copy(parameters, to: position, ranges: parameters.everything)
      self.loss = loss
    }
    var norm = executor.norm(gradients, ranges: ranges)
    func outcome(_ ending: FullBatchIteration.Ending?) -> FullBatchIteration {
      FullBatchIteration(loss: loss, gradientNorm: norm, evaluations: evaluations, ending: ending)
    }
    guard loss.isFinite, norm.isFinite else { return outcome(.notFinite) }
    guard norm > tolerance else { return outcome(.converged) }
    while true {
      let isQuasiNewton = findDirection(ranges, executor)
      let slope = executor.dot(direction, gradients, ranges: ranges)
      if !(slope < 0) {
        guard isQuasiNewton else { return outcome(.stalled) }
        forget(executor)
        continue
      }
      var last = 0.0
      func tried(_ length: Double) -> LineSearch.Point {
        executor.add(position, direction, times: Float(length), into: parameters, ranges: ranges)
        let value = evaluate(parameters, trialGradients)
        (evaluations, last) = (evaluations + 1, length)
        return LineSearch.Point(
          length: length, value: value, slope: executor.dot(trialGradients, direction, ranges: ranges))
      }
      // Without a Hessian the gradient gives a direction but no length.
      let first = isQuasiNewton ? learningRate : learningRate * min(1, 1 / norm)
      let start = LineSearch.Point(length: 0, value: loss, slope: slope)
      if let found = lineSearch.find(from: start, first: first, tried) {
        if found.length != last { _ = tried(found.length) }
        remember(parameters, ranges, executor)
        (loss, self.loss) = (found.value, found.value)
        norm = executor.norm(gradients, ranges: ranges)
        step += 1
        return outcome(nil)
      }
      executor.copy(position, to: parameters, ranges: ranges)
      guard isQuasiNewton else { return outcome(.stalled) }
      forget(executor)
    }
  }

  /// Sets `direction` to -H g by the two loops of algorithm 7.4; false without a stored step, where it is -g.
  private func findDirection(_ ranges: [Range<Int>], _ executor: any VectorArithmetic) -> Bool {
    executor.copy(gradients, to: direction, ranges: ranges)
    executor.scale(direction, by: -1, ranges: ranges)
    var known: [(s: any DeviceVector, y: any DeviceVector, curvature: Double, alpha: Double)] = []
    for (s, y) in pairs {
      let curvature = executor.dot(s, y, ranges: ranges)
      guard curvature > 0 else { break }
      let alpha = executor.dot(s, direction, ranges: ranges) / curvature
      executor.add(direction, y, times: Float(-alpha), into: direction, ranges: ranges)
      known.append((s, y, curvature, alpha))
    }
    guard let newest = known.first else { return false }
    let scale = newest.curvature / executor.dot(newest.y, newest.y, ranges: ranges)
    executor.scale(direction, by: Float(scale), ranges: ranges)
    for (s, y, curvature, alpha) in known.reversed() {
      let beta = executor.dot(y, direction, ranges: ranges) / curvature
      executor.add(direction, s, times: Float(alpha - beta), into: direction, ranges: ranges)
    }
    return true
  }

  /// Makes `parameters` and `trialGradients` the position, and the step to them the newest pair.
  private mutating func remember(
    _ parameters: any DeviceVector, _ ranges: [Range<Int>], _ executor: any VectorArithmetic
  ) {
    let oldest = pairs.removeLast()
    executor.add(parameters, position, times: -1, into: oldest.s, ranges: ranges)
    executor.add(trialGradients, gradients, times: -1, into: oldest.y, ranges: ranges)
    let curvature = executor.dot(oldest.s, oldest.y, ranges: ranges)
    // A pair without curvature would spoil H; the strong Wolfe conditions exclude one except by rounding.
    if curvature > 1e-10 * executor.dot(oldest.y, oldest.y, ranges: ranges) {
      pairs.insert(oldest, at: 0)
    } else {
      pairs.append(oldest)
      clear(oldest, executor)
    }
    executor.copy(parameters, to: position, ranges: ranges)
    swap(&gradients, &trialGradients)
  }

  private func forget(_ executor: any VectorArithmetic) {
    for pair in pairs { clear(pair, executor) }
  }

  private func clear(_ pair: (s: any DeviceVector, y: any DeviceVector), _ executor: any VectorArithmetic) {
    for vector in [pair.s, pair.y] { executor.fill(vector, with: 0, ranges: vector.everything) }
  }
}
