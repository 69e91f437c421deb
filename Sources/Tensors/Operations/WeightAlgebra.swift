import Diagnostics

extension Tensor {
  /// The transpose of a matrix that all samples share: `[a, b]` to `[b, a]`.
  public func transposed() -> Tensor { graph.append(Transposition(), [self]) }

  /// The sum of each row of a matrix that all samples share: `[a, b]` to `[a]`.
  public func rowSums() -> Tensor { graph.append(RowSum(), [self]) }

  /// The sum of the squares of each row of a matrix that all samples share: `[a, b]` to `[a]`.
  public func rowSumsOfSquares() -> Tensor { squared().rowSums() }

  /// The sum of all elements of a value that all samples share, `[]`.
  public func sum() -> Tensor { graph.append(SharedSum(), [self]) }

  /// The sum of the absolute values of a parameter's elements, `[]`: the penalty L1.
  public func absoluteSum() -> Tensor { absolute().sum() }
}

extension Shape {
  fileprivate func requireShared() throws(ShapeError) {
    guard !isBatched else {
      throw ShapeError(.rank, Report("a parameter was needed", expected: "[…]", got: "\(self)"))
    }
  }

  fileprivate func requireMatrix() throws(ShapeError) {
    guard !isBatched, dimensions.count == 2 else {
      throw ShapeError(.rank, Report("a weight matrix was needed", expected: "[a, b]", got: "\(self)"))
    }
  }
}

/// y[j, i] = x[i, j].
package struct Transposition: Operation {
  package var name: String { "transpose" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[0].requireMatrix()
    return .unbatched(inputs[0].dimensions.reversed())
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [upstream.transposed()] }
}

/// y[i] = Σ x[i, j] over j.
package struct RowSum: Operation {
  package var name: String { "sum of rows" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[0].requireMatrix()
    return .unbatched([inputs[0].dimensions[0]])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(RowFill(columns: inputs[0].shape.dimensions[1]), [upstream])]
  }
}

/// y[i, j] = x[i].
package struct RowFill: Operation {
  package let columns: Int
  package var name: String { "number for each row" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched([inputs[0].dimensions[0], columns]) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [upstream.rowSums()] }
}

/// s = Σ x.
package struct SharedSum: Operation {
  package var name: String { "sum" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[0].requireShared()
    return .unbatched([])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(SharedFill(dimensions: inputs[0].shape.dimensions), [upstream])]
  }
}

/// y[…] = s.
package struct SharedFill: Operation {
  package let dimensions: [Int]
  package var name: String { "number for each element" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched(dimensions) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [upstream.sum()] }
}
