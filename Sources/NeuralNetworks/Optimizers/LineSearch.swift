/// A line search for the strong Wolfe conditions: the value falls by at least 10⁻⁴ of the slope's prediction, and the
/// slope shrinks to at most 0.9 of its first size.
///
/// Nocedal and Wright, "Numerical optimization", 2006, algorithms 3.5 and 3.6, with cubic interpolation (3.59).
struct LineSearch: Sendable {
  struct Point: Hashable, Sendable {
    var length, value, slope: Double
    var isFinite: Bool { value.isFinite && slope.isFinite }
  }

  /// The maximum number of points tried.
  let evaluations: Int
  private static let decrease = 1e-4
  private static let curvature = 0.9

  init(evaluations: Int) { self.evaluations = evaluations }

  /// A point with both conditions; the best with the first condition when the tries run out; or nil.
  ///
  /// `start` is the point of length 0, whose slope is negative; `first` the first length to try.
  func find(from start: Point, first: Double, _ point: (_ length: Double) -> Point) -> Point? {
    var previous = start
    var length = first
    for tries in 1...evaluations {
      let now = point(length)
      if !now.isFinite || falls(short: now, start) || tries > 1 && now.value >= previous.value {
        return zoom(low: previous, high: now, start, left: evaluations - tries, point)
      }
      if abs(now.slope) <= -Self.curvature * start.slope { return now }
      if now.slope >= 0 { return zoom(low: now, high: previous, start, left: evaluations - tries, point) }
      previous = now
      length *= 2
    }
    return previous
  }

  private func falls(short point: Point, _ start: Point) -> Bool {
    point.value > start.value + Self.decrease * point.length * start.slope
  }

  /// Narrows the interval between `low`, the best point with the first condition, and `high`.
  private func zoom(
    low: Point, high: Point, _ start: Point, left: Int, _ point: (_ length: Double) -> Point
  ) -> Point? {
    var (low, high) = (low, high)
    for _ in 0..<left {
      let now = point(between(low, high))
      if !now.isFinite || falls(short: now, start) || now.value >= low.value {
        high = now
      } else {
        if abs(now.slope) <= -Self.curvature * start.slope { return now }
        if now.slope * (high.length - low.length) >= 0 { high = low }
        low = now
      }
    }
    return low.length > 0 ? low : nil
  }

  /// The minimum of the cubic through both points, at least a tenth of the interval from either.
  private func between(_ a: Point, _ b: Point) -> Double {
    let distance = b.length - a.length
    guard b.isFinite else { return a.length + distance / 2 }
    let d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.length - b.length)
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return a.length + distance / 2 }
    let d2 = distance < 0 ? -square.squareRoot() : square.squareRoot()
    let share = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    return a.length + distance * (share.isFinite ? min(max(share, 0.1), 0.9) : 0.5)
  }
}
