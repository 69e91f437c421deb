import Diagnostics

// Vector quantisation (van den Oord, Vinyals and Kavukcuoglu 2017): each vector of d numbers, one per sample `[n, d]`
// or per pixel `[n, d, h, w]`, is replaced by the nearest of K codes, the rows of a codebook `[K, d]`. An index is an
// integer in 0 ..< K, stored as a float: `[n, 1]` or `[n, 1, h, w]`.

extension Tensor {
  /// The index of each vector's nearest code by Euclidean distance; the lowest index in a tie.
  ///
  /// `self` is `[n, d]` or `[n, d, h, w]` and `codebook` `[K, d]`; the result is `[n, 1]` or `[n, 1, h, w]` and has no
  /// gradient.
  public func nearestCodes(in codebook: Tensor) -> Tensor { graph.append(NearestCodes(), [self, codebook]) }

  /// The codes at `indices`: `self` is a codebook `[K, d]`, `indices` `[n, 1]` or `[n, 1, h, w]`, the result `[n, d]` or
  /// `[n, d, h, w]`.
  ///
  /// An index outside 0 ..< K is clamped. The gradient of the codebook is the sum by code.
  public func codes(at indices: Tensor) -> Tensor { graph.append(GatheredCodes(), [self, indices]) }

  /// The number of the batch's vectors with each code: `self` holds indices `[n, 1]` or `[n, 1, h, w]`, the result is
  /// `[codes]`, without a gradient.
  public func codeCounts(codes: Int) -> Tensor { graph.append(CodeCounts(codes: codes), [self]) }

  /// The sum of the batch's vectors with each code: `self` is `[n, d]` or `[n, d, h, w]`, `indices` `[n, 1]` or
  /// `[n, 1, h, w]`, the result `[codes, d]`.
  public func codeSums(at indices: Tensor, codes: Int) -> Tensor {
    graph.append(CodeSums(codes: codes), [self, indices])
  }
}

extension Shape {
  /// The shape of indices, one per vector of `self`.
  fileprivate var indices: Shape { .batched([1] + dimensions.dropFirst()) }

  /// The shape of vectors of `width` elements at the indices `self`.
  fileprivate func vectors(width: Int) throws(ShapeError) -> Shape {
    guard isBatched, dimensions.count == 1 || dimensions.count == 3, dimensions[0] == 1 else {
      throw ShapeError(
        .rank, Report("indices of codes are required", expected: "[n, 1] or [n, 1, h, w]", got: "\(self)"))
    }
    return .batched([width] + dimensions.dropFirst())
  }

  /// The number and width of codes of `self`, which must be a codebook.
  package func codebook() throws(ShapeError) -> (codes: Int, width: Int) {
    guard !isBatched, dimensions.count == 2 else {
      throw ShapeError(.rank, Report("a codebook is required", expected: "[K, d]", got: "\(self)"))
    }
    return (dimensions[0], dimensions[1])
  }

  /// Checks for vectors of `width` elements.
  package func checkVectors(width: Int) throws(ShapeError) {
    guard isBatched, dimensions.count == 1 || dimensions.count == 3 else {
      throw ShapeError(.rank, Report("vectors are required", expected: "[n, d] or [n, d, h, w]", got: "\(self)"))
    }
    guard dimensions[0] == width else {
      throw ShapeError(
        .channels,
        Report("vectors and codes differ in length", expected: "\(width) channels", got: "\(dimensions[0]) in \(self)"))
    }
  }
}

/// The index of each vector's nearest code.
///
/// - Formula: i[n, 0, …] = the first k with minimum |x[n, :, …] - e[k]|
/// - Shapes: x and e: `[n, d, …]`, `[K, d]` → `[n, 1, …]`
/// - Gradient: none
package struct NearestCodes: Operation {
  package var name: String { "nearest codes" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[0].checkVectors(width: inputs[1].codebook().width)
    return inputs[0].indices
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil, nil] }
}

/// The codes at given indices.
///
/// - Formula: y[n, :, …] = e[i[n, 0, …]]
/// - Shapes: e and i: `[K, d]`, `[n, 1, …]` → `[n, d, …]`
/// - Gradient: in e, `CodeSums` of dy
package struct GatheredCodes: Operation {
  package var name: String { "codes" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[1].vectors(width: inputs[0].codebook().width)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.codeSums(at: inputs[1], codes: inputs[0].shape.dimensions[0]), nil]
  }
}

/// The sum of the vectors of each code: the adjoint of ``GatheredCodes``.
///
/// - Formula: s[k] = Σ of the vectors x with index k
/// - Shapes: x and i: `[n, d, …]`, `[n, 1, …]` → `[K, d]`
/// - Gradient: in x, `GatheredCodes` of dy
package struct CodeSums: Operation {
  package let codes: Int
  package var name: String { "sums by code" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard codes >= 1 else {
      throw ShapeError(.argument, Report("the number of codes is out of range", expected: ">= 1", got: "\(codes)"))
    }
    let width = inputs[0].dimensions.first ?? 1
    try inputs[0].checkVectors(width: width)
    let expected = try inputs[1].vectors(width: width)
    guard inputs[0] == expected else {
      throw ShapeError(
        .mismatch, Report("one index per vector is required", expected: "\(inputs[0].indices)", got: "\(inputs[1])"))
    }
    return .unbatched([codes, width])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.codes(at: inputs[1]), nil]
  }
}

/// The number of vectors with each code.
///
/// - Formula: c[k] = the number of indices equal to k
/// - Shapes: `[n, 1, …]` → `[K]`
/// - Gradient: none
package struct CodeCounts: Operation {
  package let codes: Int
  package var name: String { "counts by code" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard codes >= 1 else {
      throw ShapeError(.argument, Report("the number of codes is out of range", expected: ">= 1", got: "\(codes)"))
    }
    _ = try inputs[0].vectors(width: 1)
    return .unbatched([codes])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}
