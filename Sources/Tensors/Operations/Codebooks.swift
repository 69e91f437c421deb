import Diagnostics

extension Tensor {
  /// The codebook of running sums and counts: `self` holds sums `[K, d]`, `counts` is `[K]`, the result `[K, d]`.
  ///
  /// Each sum is divided by its count, smoothed so that a code without vectors stays finite: (count + ε) / (total + K
  /// ε) · total, with the total of the counts. van den Oord, Vinyals and Kavukcuoglu 2017, appendix A.1; without a
  /// gradient.
  public func codeAverages(counts: Tensor, epsilon: Float = 1e-5) -> Tensor {
    graph.append(CodeAverages(epsilon: epsilon), [self, counts])
  }

  /// A codebook whose unused codes are replaced by vectors of the batch: `self` and the result are `[K, d]`.
  ///
  /// A code k with `counts`[k] < `threshold` becomes vector ⌊`choices`[k] n h w⌋ of `vectors` (`[n, d]` or
  /// `[n, d, h, w]`, counted by samples, then rows, then columns). `counts` and `choices` are `[K]`; choices are uniform
  /// numbers in [0, 1). Without a gradient.
  public func revived(counts: Tensor, threshold: Float, from vectors: Tensor, choices: Tensor) -> Tensor {
    graph.append(RevivedCodes(threshold: threshold), [self, counts, vectors, choices])
  }
}

extension Shape {
  /// Checks that `self` is one number for each of `codes`.
  fileprivate func checkPerCode(_ codes: Int) throws(ShapeError) {
    guard self == .unbatched([codes]) else {
      throw ShapeError(.mismatch, Report("one number per code is required", expected: "[\(codes)]", got: "\(self)"))
    }
  }
}

/// A codebook from running sums and counts.
///
/// - Formula: e[k] = s[k] / ((c[k] + ε) / (Σ c + K ε) · Σ c)
/// - Shapes: s and c: `[K, d]`, `[K]` → `[K, d]`
/// - Gradient: none
package struct CodeAverages: Operation {
  package let epsilon: Float
  package var name: String { "averages by code" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[1].checkPerCode(inputs[0].codebook().codes)
    guard epsilon > 0, epsilon.isFinite else {
      throw ShapeError(.argument, Report("epsilon is out of range", expected: "> 0", got: "\(epsilon)"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil, nil] }
}

/// A codebook with unused codes replaced by vectors of the batch.
///
/// - Formula: y[k] = e[k], or vector ⌊u[k] n h w⌋ of the batch where c[k] < threshold
/// - Shapes: e, c, vectors and u: `[K, d]`, `[K]`, `[n, d, …]`, `[K]` → `[K, d]`
/// - Gradient: none
package struct RevivedCodes: Operation {
  package let threshold: Float
  package var name: String { "revived codes" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let (codes, width) = try inputs[0].codebook()
    try inputs[1].checkPerCode(codes)
    try inputs[2].checkVectors(width: width)
    try inputs[3].checkPerCode(codes)
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil, nil, nil, nil] }
}
