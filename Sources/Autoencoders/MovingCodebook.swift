package import Tensors

/// Vectors and their nearest codes in a codebook.
package struct QuantizedCode {
  /// The encoder's output, `[n, d, h, w]`.
  package let vectors: Tensor
  /// The index of each vector's code, an integer from 0, `[n, 1, h, w]`.
  package let indices: Tensor
  /// The codes, `[n, d, h, w]`.
  package let codes: Tensor

  /// The codes, with their gradient passed to the vectors.
  package var straightThrough: Tensor { vectors + (codes - vectors).stopGradient() }
}

@available(*, unavailable)
extension QuantizedCode: Sendable {}

/// A codebook of moving averages: a code is the average of its nearest vectors.
///
/// N is decayed by γ, plus (1 - γ) times a batch's counts; m likewise with the sums of vectors; a code is m / N. A. van
/// den Oord, O. Vinyals and K. Kavukcuoglu, "Neural Discrete Representation Learning", 2017, appendix A.1.
package struct MovingCodebook {
  /// N, from 1, `[K]`.
  package let counts: Parameter
  /// m, `[K, d]`.
  package let sums: Parameter
  private let decay: Float
  private let revivalThreshold: Float

  /// Creates a codebook with codes near zero.
  ///
  /// - Parameters:
  ///   - codes: The number of codes.
  ///   - size: The dimension of a code.
  ///   - decay: γ, from 0 to below 1.
  ///   - revivalThreshold: A code with N below this becomes a vector of the batch with N = 1; 0 for never.
  package init(codes: Int, size: Int, decay: Float, revivalThreshold: Float) {
    counts = Parameter([codes], .constant(1), role: .statistic)
    sums = Parameter([codes, size], .uniform(-1 / Float(codes), 1 / Float(codes)), role: .statistic)
    self.decay = decay
    self.revivalThreshold = revivalThreshold
  }

  /// The codebook, `[K, d]`.
  package func codes(in graph: Graph) -> Tensor {
    graph.value(of: sums).codeAverages(counts: graph.value(of: counts))
  }

  /// The nearest codes to `vectors`, `[n, d, h, w]`.
  package func nearest(to vectors: Tensor) -> QuantizedCode {
    let codebook = codes(in: vectors.graph)
    let indices = vectors.nearestCodes(in: codebook)
    return QuantizedCode(vectors: vectors, indices: indices, codes: codebook.codes(at: indices))
  }

  /// Moves the averages towards the vectors of the batch.
  package func move(towards code: QuantizedCode) {
    let graph = code.vectors.graph
    let codes = counts.count
    var newCounts =
      decay * graph.value(of: counts) + (1 - decay) * code.indices.codeCounts(codes: codes)
    var newSums =
      decay * graph.value(of: sums) + (1 - decay) * code.vectors.codeSums(at: code.indices, codes: codes)
    if revivalThreshold > 0 {
      newSums = newSums.revived(
        counts: newCounts, threshold: revivalThreshold, from: code.vectors,
        choices: graph.drawShared(.uniform, [codes]))
      let isAlive = newCounts.isGreater(than: revivalThreshold.nextDown)
      newCounts = newCounts * isAlive + (1 - isAlive)
    }
    graph.update(counts, to: newCounts)
    graph.update(sums, to: newSums)
  }
}
