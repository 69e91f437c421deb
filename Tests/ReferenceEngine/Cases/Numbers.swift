import Randomness

/// Numbers with a name and a shape.
package struct Numbers: Sendable {
  package var name: String
  package var dimensions: [Int]
  package var values: [Float]

  package init(_ name: String, _ dimensions: [Int], _ values: [Float]) {
    self.name = name
    self.dimensions = dimensions
    self.values = values
  }

  /// Values in -1 to 1 that depend on `seed` alone; `samples` of them for an input.
  package init(_ name: String, _ dimensions: [Int], samples: Int = 1, seed: UInt64) {
    self.init(name, dimensions, Self.drawn(samples * dimensions.reduce(1, *), seed: seed))
  }

  /// `count` values in -1 to 1.
  package static func drawn(_ count: Int, seed: UInt64) -> [Float] {
    let source = Philox(seed: seed, purpose: .shuffling)
    return (0..<count).map { Float(source.bits(element: UInt32($0))[0] >> 8) / 0x1p23 - 1 }
  }
}

/// The maximum difference of two lists, relative to the maximum of `wanted` where that is above `floor`.
///
/// Infinite where the lists differ in length, or in where they are not finite.
package func difference(_ got: [Float]?, _ wanted: [Float], floor: Float = 1) -> Float {
  guard let got, got.count == wanted.count else { return .infinity }
  let scale = wanted.reduce(floor) { max($0, $1.isFinite ? abs($1) : 0) }
  return zip(got, wanted).reduce(0) { worst, pair in
    let (x, y) = pair
    if x == y || (x.isNaN && y.isNaN) { return worst }
    let error = abs(x - y) / scale
    return error.isFinite ? max(worst, error) : .infinity
  }
}
