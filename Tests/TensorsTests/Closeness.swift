import Testing

/// Records an issue unless `got` is as long as `wanted` and each number is within `tolerance` · max(1, |wanted|).
func expectClose<Number: BinaryFloatingPoint>(
  _ got: [Number]?, _ wanted: [Double], within tolerance: Double, _ what: @autoclosure () -> String,
  _ place: SourceLocation = #_sourceLocation
) {
  guard let got, got.count == wanted.count else {
    Issue.record("\(what()): \(got?.count ?? -1) numbers, not \(wanted.count)", sourceLocation: place)
    return
  }
  var worst = 0
  var excess = 0.0
  for (i, (x, y)) in zip(got, wanted).enumerated() {
    let error = abs(Double(x) - y) / max(1, abs(y))
    if !(error <= excess) { (worst, excess) = (i, error.isNaN ? .infinity : error) }
  }
  guard !wanted.isEmpty else { return }
  #expect(
    excess <= tolerance, "\(what()): element \(worst) is \(got[worst]), not \(wanted[worst])", sourceLocation: place)
}

/// Bounds on the error of float32 arithmetic, relative to max(1, |value|).
enum Tolerance {
  /// Sums of some hundred products of numbers in -1 to 1: each rounding is at most 6e-8 of a partial sum below 20.
  static let products = 1e-5
  /// One elementary function of one number: a few units in the last place, 6e-8 each.
  static let function = 4e-7
  /// Sums of fifty squares below 10, or of fifty logarithmic terms below 40.
  static let losses = 1e-6
  /// Gradients of three or four layers in a row, of magnitude 10 and less; central differences are good to 1e-9.
  static let composed = 2e-5
  /// Central differences in Double, and the constants of gradients, which are floats: 6e-8 each.
  static let slopes = 1e-6
}
