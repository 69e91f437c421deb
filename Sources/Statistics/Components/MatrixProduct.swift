internal import CLAPACK
internal import Synchronization

/// Calls BLAS or LAPACK, one call at a time.
///
/// Debian's serial OpenBLAS has no locks: of two calls at the same time, one in some thousand gives wrong numbers.
func serially(_ call: () -> Void) {
  #if os(Linux)
    turn.withLock { _ in
      // A build with threads of its own must not let the result depend on their number.
      openblas_set_num_threads(1)
      call()
    }
  #else
    call()
  #endif
}

private let turn = Mutex(())

/// C = A Bᵀ with A `[m, k]`, B `[n, k]` and C `[m, n]`, by rows.
func multiply(
  _ a: UnsafePointer<Double>, byTransposed b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
  _ m: Int, _ n: Int, _ k: Int
) {
  serially {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(k), 0, c,
      Int32(n))
  }
}

/// C = A B with A `[m, k]`, B `[k, n]` and C `[m, n]`, by rows.
func multiply(
  _ a: UnsafePointer<Double>, by b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
  _ m: Int, _ n: Int, _ k: Int
) {
  serially {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(n), 0, c,
      Int32(n))
  }
}

/// C += Aᵀ A with A `[k, n]` by rows; of C, `[n, n]`, the lower triangle.
func addSquare(of a: UnsafePointer<Double>, to c: UnsafeMutablePointer<Double>, _ n: Int, _ k: Int) {
  serially {
    // By columns, A is [n, k], and the lower triangle by rows is the upper one.
    cblas_dsyrk(CblasColMajor, CblasUpper, CblasNoTrans, Int32(n), Int32(k), 1, a, Int32(n), 1, c, Int32(n))
  }
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
