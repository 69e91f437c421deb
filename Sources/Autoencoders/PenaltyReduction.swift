import Tensors

/// How a penalty on each image's code becomes one number.
public enum PenaltyReduction: String, Codable, Hashable, Sendable, CaseIterable {
  /// The sum over the images of a batch, as Torch7's penalty layers have it: twice the batch, twice the penalty.
  ///
  /// It is trained on but not measured, since what is measured must not depend on the size of batches.
  case sum
  /// The mean over the images.
  case mean

  /// `penalties`, `[n]`, as a number; nil where nothing is to be added.
  func callAsFunction(_ penalties: Tensor) -> Tensor? {
    switch self {
    case .sum: penalties.graph.purpose == .training ? penalties.summedOverBatch() : nil
    case .mean: penalties.batchMean()
    }
  }
}
