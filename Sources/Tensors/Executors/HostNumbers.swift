/// Loops over numbers in host memory, for modules whose own loops are compiled without optimization.
package enum HostNumbers {
  /// Writes `count` numbers from `numbers` to `target`, each times `scale` plus `offset`.
  package static func scale(
    _ numbers: UnsafePointer<Float>, count: Int, by scale: Float, plus offset: Float,
    to target: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<count { target[i] = numbers[i] * scale + offset }
  }

  /// Writes `count` numbers from `bytes` to `target`, each times `scale` plus `offset`.
  package static func scale(
    _ bytes: UnsafePointer<UInt8>, count: Int, by scale: Float, plus offset: Float,
    to target: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<count { target[i] = Float(bytes[i]) * scale + offset }
  }

  /// The numbers, each times `scale` plus `offset`.
  package static func scaled(_ numbers: [Float], by scale: Float, plus offset: Float) -> [Float] {
    numbers.map { $0 * scale + offset }
  }

  /// The numbers before they were scaled: each minus `offset`, divided by `scale`.
  package static func unscaled(_ numbers: ArraySlice<Float>, by scale: Float, plus offset: Float) -> [Float] {
    numbers.map { ($0 - offset) / scale }
  }

  /// The numbers, those below 0 as 0 and those above 1 as 1.
  package static func clampedToUnit(_ numbers: [Float]) -> [Float] { numbers.map { min(max($0, 0), 1) } }

  /// The columns of a matrix as rows.
  package static func transposed(_ numbers: [Float], columns: Int) -> [Float] {
    let rows = numbers.count / max(columns, 1)
    return [Float](unsafeUninitializedCapacity: rows * columns) { target, initialized in
      for column in 0..<columns {
        for row in 0..<rows { target[column * rows + row] = numbers[row * columns + column] }
      }
      initialized = rows * columns
    }
  }

  /// The minimum and the maximum of the finite numbers; nil where there are none.
  package static func finiteRange(_ numbers: ArraySlice<Float>) -> ClosedRange<Float>? {
    var (low, high) = (Float.infinity, -Float.infinity)
    for number in numbers where number.isFinite { (low, high) = (min(low, number), max(high, number)) }
    return low <= high ? low...high : nil
  }

  /// The place of the first number that is not finite; nil where all are.
  package static func firstNotFinite(_ numbers: [Float]) -> Int? { numbers.firstIndex { !$0.isFinite } }

  /// Adds `factor` times each number plus `summand` to its sum.
  package static func add(
    _ numbers: UnsafePointer<Float>, by factor: Float, plus summand: Float, to sums: inout [Double]
  ) {
    for i in sums.indices { sums[i] += Double(numbers[i] * factor + summand) }
  }

  /// Adds each byte to its sum.
  package static func add(_ bytes: UnsafePointer<UInt8>, to sums: inout [Double]) {
    for i in sums.indices { sums[i] += Double(bytes[i]) }
  }

  /// Adds rows of as many numbers as there are sums.
  package static func add(rows: UnsafeBufferPointer<Float>, to sums: inout [Double]) {
    let size = sums.count
    for start in stride(from: 0, to: rows.count, by: max(size, 1)) {
      for i in 0..<size { sums[i] += Double(rows[start + i]) }
    }
  }

  /// The sum in double precision, from the first number on.
  package static func sum(_ numbers: [Float]) -> Double { numbers.reduce(0) { $0 + Double($1) } }

  /// The numbers in single precision.
  package static func floats(_ numbers: [Double]) -> [Float] { numbers.map { Float($0) } }

  /// Whether all numbers are finite.
  package static func areFinite(_ numbers: Slice<UnsafeBufferPointer<Float>>) -> Bool {
    numbers.allSatisfy { $0.isFinite }
  }
}
