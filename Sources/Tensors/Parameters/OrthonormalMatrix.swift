package import Randomness

/// A uniformly random matrix with orthonormal rows, or columns where there are more rows than columns; row-major.
///
/// Normal vectors are orthonormalised by Gram-Schmidt, each vector twice to avoid accumulated rounding.
package func orthonormalMatrix(rows: Int, columns: Int, from source: Philox) -> [Double] {
  let (count, length) = (min(rows, columns), max(rows, columns))
  var vectors = (0..<count * length).map { source.normal(element: UInt32($0)) }
  vectors.withUnsafeMutableBufferPointer { all in
    for i in 0..<count {
      let vector = UnsafeMutableBufferPointer(rebasing: all[i * length..<(i + 1) * length])
      for _ in 0..<2 {
        for j in 0..<i {
          let other = UnsafeMutableBufferPointer(rebasing: all[j * length..<(j + 1) * length])
          let product = dotProduct(vector, other)
          for k in 0..<length { vector[k] -= product * other[k] }
        }
      }
      let scale = 1 / dotProduct(vector, vector).squareRoot()
      for k in 0..<length { vector[k] *= scale }
    }
  }
  guard rows > columns else { return vectors }
  return (0..<rows * columns).map { vectors[$0 % columns * length + $0 / columns] }
}

private func dotProduct(
  _ a: UnsafeMutableBufferPointer<Double>, _ b: UnsafeMutableBufferPointer<Double>
) -> Double {
  // Four sums for SIMD.
  var sums = SIMD4<Double>()
  let whole = a.count / 4 * 4
  for k in stride(from: 0, to: whole, by: 4) {
    let x = SIMD4<Double>(a[k], a[k + 1], a[k + 2], a[k + 3])
    let y = SIMD4<Double>(b[k], b[k + 1], b[k + 2], b[k + 3])
    sums += x * y
  }
  var sum = sums.sum()
  for k in whole..<a.count { sum += a[k] * b[k] }
  return sum
}
