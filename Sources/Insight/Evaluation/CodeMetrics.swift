import Foundation
import Statistics
import Tensors

/// A normal code, against the standard normal distribution.
public struct VariationalMetrics: Codable, Hashable, Sendable {
  /// KL(q(z | x) ‖ N(0, 1)) in nats an image.
  public var divergence: Double
  /// The divergence of each dimension of the code, in nats.
  public var divergences: [Double]
  /// The dimensions whose mean has a variance over images above 0.01 (Burda et al., 2016).
  public var activeUnits: Int
  /// E[-log p(x | z)] in nats an image, with pixels as the probabilities of a Bernoulli variable; nil unless the decoder ends
  /// with a sigmoid.
  public var reconstruction: Double?
  /// The evidence lower bound in nats an image, -`reconstruction` - `divergence`; nil with it.
  public var elbo: Double?
  /// The importance-sampled bound of log p(x) in nats an image; nil with `reconstruction`.
  public var logLikelihood: Double?
  /// The draws of the bound for each image.
  public var logLikelihoodDraws: Int?
}

/// Zeros of a code.
public struct SparsityMetrics: Codable, Hashable, Sendable {
  /// The share of values that are 0.
  public var zeros: Double
  /// The units that are not 0 for an image, on average.
  public var activeUnitsPerImage: Double
  /// The units that are 0 for every image.
  public var deadUnits: Int
}

/// The use of a codebook.
public struct CodebookMetrics: Codable, Hashable, Sendable {
  /// The number of codes.
  public var codes: Int
  /// The codes that an image uses.
  public var usedCodes: Int
  /// exp of the entropy of the codes' frequencies; as many as codes if all are used alike.
  public var perplexity: Double
  /// Codes of an image.
  public var codesPerImage: Int
}

/// Sums over the codes of images.
struct CodeSums {
  let size: Int
  private var moments: UnitMoments
  private var divergences: [Double]
  private var uses: [Int]
  private var codesPerImage = 0

  init(size: Int, codebookSize: Int?) {
    self.size = size
    moments = UnitMoments(size: size)
    divergences = [Double](repeating: 0, count: size)
    uses = [Int](repeating: 0, count: codebookSize ?? 0)
  }

  private var images: Int { moments.count }

  /// Adds the codes of a batch, `[n, size]`, with the divergences of their dimensions and the indices of quantised codes.
  mutating func add(_ codes: [Float], divergences: [Float]?, indices: [Float]?) {
    let count = codes.count / max(size, 1)
    moments.add(codes)
    divergences?.withUnsafeBufferPointer { HostNumbers.add(rows: $0, to: &self.divergences) }
    if let indices {
      codesPerImage = indices.count / max(count, 1)
      for index in indices { uses[Int(index)] += 1 }
    }
  }

  /// The zeros; nil for a code without any.
  var sparsity: SparsityMetrics? {
    let active = moments.nonzeros.reduce(0, +)
    guard images > 0, active < images * size else { return nil }
    return SparsityMetrics(
      zeros: 1 - Double(active) / Double(images * size), activeUnitsPerImage: Double(active) / Double(images),
      deadUnits: moments.nonzeros.count { $0 == 0 })
  }

  /// The divergences and active units of a normal code, without what is computed from images.
  var variational: VariationalMetrics? {
    guard images > 0 else { return nil }
    let divergences = divergences.map { $0 / Double(images) }
    return VariationalMetrics(
      divergence: divergences.reduce(0, +), divergences: divergences,
      activeUnits: moments.squares.count { $0 / Double(images) > 0.01 })
  }

  /// The use of a codebook.
  var codebook: CodebookMetrics {
    let total = Double(max(uses.reduce(0, +), 1))
    let entropy = uses.reduce(0.0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / total
      return sum - share * log(share)
    }
    return CodebookMetrics(
      codes: uses.count, usedCodes: uses.count { $0 > 0 }, perplexity: exp(entropy), codesPerImage: codesPerImage)
  }
}
