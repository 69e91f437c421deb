import Diagnostics
import Randomness
import Statistics

/// Codes on lines and lattices, to be decoded.
public enum CodePaths {
  /// `steps` codes from `start` to `end`, both included, on a straight line: `[steps, size]`.
  public static func line(from start: [Float], to end: [Float], steps: Int) -> [Float] {
    require(start.count == end.count && steps > 1, "a line of \(steps) codes")
    return (0..<steps).flatMap { step in
      let share = Float(step) / Float(steps - 1)
      return zip(start, end).map { $0 + share * ($1 - $0) }
    }
  }

  /// A lattice of `steps` x `steps` codes spanned by three corners: row 0 leads from `topLeft` to `topRight`, column 0 to
  /// `bottomLeft`: `[steps · steps, size]`.
  public static func lattice(
    topLeft: [Float], topRight: [Float], bottomLeft: [Float], steps: Int
  ) -> [Float] {
    (0..<steps).flatMap { row in
      let down = Float(row) / Float(max(steps - 1, 1))
      return (0..<steps).flatMap { column in
        let right = Float(column) / Float(max(steps - 1, 1))
        return topLeft.indices.map { unit in
          topLeft[unit] + right * (topRight[unit] - topLeft[unit]) + down * (bottomLeft[unit] - topLeft[unit])
        }
      }
    }
  }

  /// The midpoints between `codes`, `[n, size]`, paired at random so that each is in two pairs.
  ///
  /// - Returns: the midpoints, `[n, size]`, and the first code of each pair by its place.
  static func midpoints(of codes: [Float], size: Int, seed: UInt64) -> (codes: [Float], first: [Int32]) {
    let order = Philox(seed: seed, purpose: .analyzing, step: 1).permutation(codes.count / size)
    var midpoints: [Float] = []
    midpoints.reserveCapacity(codes.count)
    for (place, first) in order.enumerated() {
      let (a, b) = (Int(first) * size, Int(order[(place + 1) % order.count]) * size)
      for unit in 0..<size { midpoints.append((codes[a + unit] + codes[b + unit]) / 2) }
    }
    return (midpoints, order)
  }

  /// `code` with dimension `unit` at `steps` values from `low` to `high`: `[steps, size]`.
  public static func traversal(of code: [Float], unit: Int, from low: Float, to high: Float, steps: Int) -> [Float] {
    (0..<steps).flatMap { step in
      var moved = code
      moved[unit] = low + (high - low) * Float(step) / Float(max(steps - 1, 1))
      return moved
    }
  }
}

/// The dimensions of codes in the order of what they carry.
public struct UnitOrder: Codable, Hashable, Sendable {
  /// What the dimensions are ordered by.
  public enum Criterion: String, Codable, Hashable, Sendable {
    /// The divergence from the prior, for a normal code.
    case divergence
    /// The variance over images.
    case variance
  }

  /// What the dimensions are ordered by.
  public let criterion: Criterion
  /// The dimensions, the one that carries most first.
  public let units: [Int]
  /// The criterion of each of `units`.
  public let values: [Double]
  /// Dimensions that carry nothing: divergence below 0.01 nats, or no variance.
  public let dead: Int
  /// The mean and the standard deviation of each dimension, by its number.
  public let means, deviations: [Double]

  /// Orders the dimensions of `codes`, `[n, size]`, by their variance, or by `divergences` where they are given.
  public init(codes: [Float], size: Int, divergences: [Double]? = nil) {
    let (means, variances) = UnitMoments.meansAndVariances(of: codes, size: size)
    let measured = divergences ?? variances
    criterion = divergences == nil ? .variance : .divergence
    units = measured.indices.sorted { (measured[$0], $1) > (measured[$1], $0) }
    values = units.map { measured[$0] }
    let limit = divergences == nil ? 1e-12 : 0.01
    dead = measured.count { $0 < limit }
    (self.means, deviations) = (means, variances.map { $0.squareRoot() })
  }
}
