internal import Randomness

/// The dual coordinate descent of one machine.
struct CoordinateDescent {
  /// The weights, that of the constant element last, `[size + 1]`.
  private(set) var weights: [Double]
  private(set) var iterations = 0
  private(set) var hasConverged = false

  private let samples: UnsafeBufferPointer<Float>
  private let size: Int
  private let signs: [Double]
  private let constant: Double
  private let loss: LinearSVM.Loss
  private var multipliers: [Double]
  /// ‖x‖² of each sample with its constant element.
  private let squares: [Double]

  init(
    samples: UnsafeBufferPointer<Float>, size: Int, signs: [Double], loss: LinearSVM.Loss, interceptScaling: Double
  ) {
    (self.samples, self.size, self.signs, self.loss, constant) = (samples, size, signs, loss, interceptScaling)
    weights = [Double](repeating: 0, count: size + 1)
    multipliers = [Double](repeating: 0, count: signs.count)
    squares = stride(from: 0, to: samples.count, by: size).map { first in
      (first..<first + size).reduce(interceptScaling * interceptScaling) {
        $0 + Double(samples[$1]) * Double(samples[$1])
      }
    }
  }

  /// w·x of a sample, with its constant element.
  func score(of sample: Int) -> Double {
    guard let rows = samples.baseAddress else { return 0 }
    return weights.withUnsafeBufferPointer { weights in
      weights.baseAddress.map { dot($0, rows + sample * size, size) + $0[size] * constant } ?? 0
    }
  }

  /// Optimizes the multipliers of the samples `rows` from where they are.
  ///
  /// The hinge must not have been run with a larger C before.
  mutating func run(rows: [Int32], c: Double, tolerance: Double, maxIterations: Int, seed: UInt64) {
    (iterations, hasConverged) = (0, false)
    let limits = loss == .hinge ? Limits(bound: c, added: 0) : Limits(bound: .infinity, added: 0.5 / c)
    var order = rows
    var active = order.count
    // The extremes of the projected gradients of the last pass: samples at a bound beyond them are left out.
    var (highest, lowest) = (Double.infinity, -Double.infinity)
    while iterations < maxIterations {
      let permutation = Philox(seed: seed, purpose: .analyzing, step: iterations).permutation(active)
      let shuffled = permutation.map { order[Int($0)] }
      order.replaceSubrange(0..<active, with: shuffled)
      let extremes = pass(&order, &active, highest, lowest, limits)
      iterations += 1
      if extremes.high - extremes.low <= tolerance {
        if active == order.count {
          hasConverged = true
          return
        }
        active = order.count
        (highest, lowest) = (.infinity, -.infinity)
        continue
      }
      highest = extremes.high > 0 ? extremes.high : .infinity
      lowest = extremes.low < 0 ? extremes.low : -.infinity
    }
  }

  /// The upper bound of the multipliers, and what the squared hinge adds to the diagonal.
  private struct Limits {
    let bound, added: Double
  }

  /// Optimizes each of the first `active` samples of `order` once, and moves those left out behind the others.
  private mutating func pass(
    _ order: inout [Int32], _ active: inout Int, _ highest: Double, _ lowest: Double, _ limits: Limits
  ) -> (high: Double, low: Double) {
    guard let rows = samples.baseAddress else { return (0, 0) }
    let (bound, added) = (limits.bound, limits.added)
    var (high, low) = (-Double.infinity, Double.infinity)
    // Not a part of self while the closure changes other parts.
    var current: [Double] = []
    swap(&current, &weights)
    defer { swap(&current, &weights) }
    current.withUnsafeMutableBufferPointer { weights in
      guard let w = weights.baseAddress else { return }
      var place = 0
      while place < active {
        let sample = Int(order[place])
        let row = rows + sample &* size
        let (sign, multiplier) = (signs[sample], multipliers[sample])
        let gradient = sign * (dot(w, row, size) + w[size] * constant) - 1 + multiplier * added
        var projected = gradient
        if multiplier == 0 || multiplier == bound {
          let isLower = multiplier == 0
          if isLower ? gradient > highest : gradient < lowest {
            active -= 1
            order.swapAt(place, active)
            continue
          }
          projected = isLower ? min(gradient, 0) : max(gradient, 0)
        }
        high = max(high, projected)
        low = min(low, projected)
        if abs(projected) > 1e-12 {
          let changed = min(max(multiplier - gradient / (squares[sample] + added), 0), bound)
          multipliers[sample] = changed
          let factor = (changed - multiplier) * sign
          add(factor, row, to: w, size)
          w[size] += factor * constant
        }
        place += 1
      }
    }
    return (high, low)
  }
}
