/// The order in which the coefficients of a block are coded; ITU-T T.81, figure A.6.
enum JPEGZigzag {
  /// The row and column of each coefficient, the row times 8.
  static let order: [Int] = {
    // Along the diagonals, upwards on those of an even number.
    (0..<15).flatMap { diagonal in
      let rows = (max(diagonal - 7, 0)...min(diagonal, 7)).map { 8 * $0 + diagonal - $0 }
      return diagonal % 2 == 0 ? rows.reversed() : rows
    }
  }()
}
