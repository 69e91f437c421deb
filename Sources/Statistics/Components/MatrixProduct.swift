internal import CLAPACK

/// Sets OpenBLAS to one thread, so that the result does not depend on the machine's number of threads.
func useOneThread() {
  #if os(Linux)
    openblas_set_num_threads(1)
  #endif
}

/// C = A Bᵀ with A `[m, k]`, B `[n, k]` and C `[m, n]`, by rows.
func multiply(
  _ a: UnsafePointer<Double>, byTransposed b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
  _ m: Int, _ n: Int, _ k: Int
) {
  cblas_dgemm(
    CblasRowMajor, CblasNoTrans, CblasTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(k), 0, c, Int32(n))
}

/// C = A B with A `[m, k]`, B `[k, n]` and C `[m, n]`, by rows.
func multiply(
  _ a: UnsafePointer<Double>, by b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
  _ m: Int, _ n: Int, _ k: Int
) {
  cblas_dgemm(
    CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(n), 0, c,
    Int32(n))
}

/// Copies the lower triangle of a matrix `[order, order]` into the upper one.
func mirror(_ matrix: inout [Double], _ order: Int) {
  matrix.withUnsafeMutableBufferPointer { matrix in
    // In blocks, which stay in the cache.
    let block = 64
    for rows in stride(from: 0, to: order, by: block) {
      for columns in stride(from: 0, through: rows, by: block) {
        for row in rows..<min(rows + block, order) {
          for column in columns..<min(columns + block, row) {
            matrix[column * order + row] = matrix[row * order + column]
          }
        }
      }
    }
  }
}
