/// Minimizes a smooth function by L-BFGS (Nocedal, 1980), with a line search for the weak Wolfe conditions by bisection
/// and expansion (Lewis and Overton, 2013).
struct QuasiNewton {
  /// The number of steps whose curvature is remembered.
  private static let memory = 10
  private static let decrease = 1e-4
  private static let curvature = 0.9
  private static let maxTrials = 40

  /// Where the search ended.
  private(set) var point: [Double]
  private(set) var value: Double
  private(set) var iterations = 0
  private(set) var hasConverged = false

  private var gradient: [Double]
  private var steps: [(step: [Double], change: [Double], product: Double)] = []

  /// Minimizes `function`, which returns the value at a point and sets the gradient.
  ///
  /// - Parameter tolerance: The largest element of the gradient at the end.
  init(
    from start: [Double], tolerance: Double, maxIterations: Int,
    _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double
  ) {
    point = start
    gradient = [Double](repeating: 0, count: start.count)
    value = function(start, &gradient)
    while true {
      if gradient.allSatisfy({ abs($0) <= tolerance }) {
        hasConverged = true
        return
      }
      guard iterations < maxIterations, advance(function) else { return }
      iterations += 1
    }
  }

  /// Takes one step; false when no step along the direction decreases the function.
  private mutating func advance(_ function: ([Double], inout [Double]) -> Double) -> Bool {
    let direction = self.direction()
    let slope = product(direction, gradient)
    guard slope < 0 else { return false }
    var (low, high) = (0.0, Double.infinity)
    var length = steps.isEmpty ? min(1, 1 / product(gradient, gradient).squareRoot()) : 1
    var next = point
    var nextGradient = gradient
    for _ in 0..<Self.maxTrials {
      for i in next.indices { next[i] = point[i] + length * direction[i] }
      let found = function(next, &nextGradient)
      if !(found <= value + Self.decrease * length * slope) {
        high = length
      } else if product(direction, nextGradient) < Self.curvature * slope {
        low = length
      } else {
        let step = direction.map { $0 * length }
        let change = zip(nextGradient, gradient).map { $0 - $1 }
        steps.append((step, change, product(step, change)))
        if steps.count > Self.memory { steps.removeFirst() }
        (point, gradient, value) = (next, nextGradient, found)
        return true
      }
      length = high.isFinite ? (low + high) / 2 : 2 * length
    }
    return false
  }

  /// The two loops over the remembered steps.
  private func direction() -> [Double] {
    var result = gradient.map { -$0 }
    var factors: [Double] = []
    for (step, change, curvature) in steps.reversed() {
      let factor = product(step, result) / curvature
      factors.append(factor)
      for i in result.indices { result[i] -= factor * change[i] }
    }
    if let last = steps.last {
      let scale = last.product / product(last.change, last.change)
      for i in result.indices { result[i] *= scale }
    }
    for ((step, change, curvature), factor) in zip(steps, factors.reversed()) {
      let other = product(change, result) / curvature
      for i in result.indices { result[i] += (factor - other) * step[i] }
    }
    return result
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
