import Tensors

/// The reduction of a penalty on each image's code to a scalar.
public enum PenaltyReduction: String, Codable, Hashable, Sendable, CaseIterable {
  /// The sum over the images of a batch, as in Torch7's penalty layers: twice the batch, twice the penalty.
  ///
  /// It is trained on but not reported, because metrics must not depend on the batch size.
  case sum
  /// The mean over the images.
  case mean

  /// The reduction of `penalties`, `[n]`; nil if nothing is added.
  func callAsFunction(_ penalties: Tensor) -> Tensor? {
    switch self {
    case .sum: penalties.graph.purpose == .training ? penalties.summedOverBatch() : nil
    case .mean: penalties.batchMean()
    }
  }
}
