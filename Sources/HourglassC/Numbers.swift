import Hourglass

/// Numbers in memory that belongs to someone else, in rows.
struct Numbers {
  private typealias Vector = SIMD16<Float>
  private let base: UnsafePointer<Float>
  private let count: Int
  private let width: Int

  init(_ base: UnsafePointer<Float>, count: Int, width: Int) {
    (self.base, self.count, self.width) = (base, count, width)
  }

  /// Rejects a number that is not finite, by its place.
  func check() throws(InterfaceError) {
    // The product with zero is not a number where a number is not finite.
    var sums = Vector.zero
    forEachVector { sums += $0 * 0 }
    guard !(sums.sum() == 0 && rest.allSatisfy(\.isFinite)) else { return }
    guard let place = (0..<count).first(where: { !base[$0].isFinite }) else { return }
    throw .badValue(
      "the array contains \(base[place].isNaN ? "NaN" : "infinity or a value too large for float32 (inf)")",
      place: "row \(place / width), element \(place % width)", expected: "finite numbers",
      cure: "remove such rows, or replace the values, as sklearn.impute does")
  }

  /// The minimum and the maximum; all numbers are finite.
  var range: ClosedRange<Float> {
    var (minima, maxima) = (Vector(repeating: base[0]), Vector(repeating: base[0]))
    forEachVector {
      minima = pointwiseMin(minima, $0)
      maxima = pointwiseMax(maxima, $0)
    }
    let lowest = rest.reduce(minima.min(), min)
    return lowest...rest.reduce(max(maxima.max(), lowest), max)
  }

  private var whole: Int { count / Vector.scalarCount * Vector.scalarCount }
  private var rest: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: base + whole, count: count - whole) }

  @inline(__always)
  private func forEachVector(_ body: (Vector) -> Void) {
    let bytes = UnsafeRawPointer(base)
    for place in stride(from: 0, to: whole, by: Vector.scalarCount) {
      body(bytes.loadUnaligned(fromByteOffset: place * MemoryLayout<Float>.stride, as: Vector.self))
    }
  }
}
