internal import CLAPACK
internal import Diagnostics

/// The largest eigenvalues of a symmetric matrix and their eigenvectors, by LAPACK's `dsyevr`.
package struct SymmetricEigenvectors {
  /// The eigenvalues in descending order, `[count]`.
  package let values: [Double]
  /// `[count, order]`: orthonormal; the element of the largest magnitude of each is positive.
  package let vectors: [Double]

  /// Finds the `count` largest eigenvalues.
  ///
  /// - Parameters:
  ///   - matrix: `[order, order]`; only the lower triangle of its rows is read. LAPACK overwrites the matrix itself.
  ///   - order: The number of rows.
  ///   - count: The number of eigenvalues, 1 to `order`.
  /// - Throws: ``StatisticsError`` when LAPACK finds fewer, as for values that are not finite.
  package init(of matrix: consuming [Double], order: Int, count: Int) throws(StatisticsError) {
    require(1...order ~= count && matrix.count == order * order, "\(count) eigenvalues of a matrix of \(order) rows")
    // LAPACK does not return from values that are not finite.
    guard (matrix.reduce(0) { $0 + $1 * 0 }) == 0 else { throw Self.failure(count, "values that are not finite") }
    // The lower triangle by rows is the upper one by columns.
    var (job, range, triangle): (CChar, CChar, CChar) = (
      CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "I")), CChar(UInt8(ascii: "U"))
    )
    // Three copies: a variable cannot be passed twice as inout.
    var (n, rows, vectorRows) = (Int32(order), Int32(order), Int32(order))
    var (first, last) = (Int32(order - count + 1), Int32(order))
    var (low, high, tolerance) = (0.0, 0.0, 0.0)
    var (found, information) = (Int32(0), Int32(0))
    var values = [Double](repeating: 0, count: order)
    var vectors = [Double](repeating: 0, count: order * count)
    var support = [Int32](repeating: 0, count: 2 * count)
    var (workCount, integerCount) = (Int32(-1), Int32(-1))
    var work = [0.0]
    var integers: [Int32] = [0]
    // Called twice: for the size of the workspace, and for the result.
    for _ in 0..<2 {
      serially {
        dsyevr_(
          &job, &range, &triangle, &n, &matrix, &rows, &low, &high, &first, &last, &tolerance, &found, &values,
          &vectors, &vectorRows, &support, &work, &workCount, &integers, &integerCount, &information)
      }
      guard information == 0 else { break }
      if workCount < 0 {
        (workCount, integerCount) = (Int32(work[0]), integers[0])
        work = [Double](repeating: 0, count: Int(workCount))
        integers = [Int32](repeating: 0, count: Int(integerCount))
      }
    }
    guard information == 0, Int(found) == count else {
      throw Self.failure(count, "\(found), LAPACK's information \(information)")
    }
    self.values = values.prefix(count).reversed()
    // LAPACK sorts in ascending order, and the sign of a vector is arbitrary.
    self.vectors = (0..<count).reversed().flatMap { column -> [Double] in
      let vector = vectors[column * order..<(column + 1) * order]
      let largest = vector.max { abs($0) < abs($1) } ?? 1
      return largest < 0 ? vector.map { -$0 } : Array(vector)
    }
  }

  private static func failure(_ count: Int, _ got: String) -> StatisticsError {
    StatisticsError(
      code: .noResult,
      report: Report(
        "the principal components were not found", expected: "\(count) eigenvectors", got: got,
        cure: "look for pixels that are not finite"))
  }

  /// Σ s v vᵀ over the eigenvectors v and their factors s, at least 0: `[order, order]`, symmetric.
  package func product(scaledBy factors: [Double]) -> [Double] {
    let count = factors.count
    let order = vectors.count / count
    var scaled = vectors
    for row in 0..<count {
      let factor = factors[row].squareRoot()
      for i in row * order..<(row + 1) * order { scaled[i] *= factor }
    }
    var square = [Double](repeating: 0, count: order * order)
    square.withUnsafeMutableBufferPointer { square in
      if let to = square.baseAddress { addSquare(of: scaled, to: to, order, count) }
    }
    mirror(&square, order)
    return square
  }
}
