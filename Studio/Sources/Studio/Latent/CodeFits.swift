import HTTPTypes
import Hourglass
import Synchronization
import Web

/// Distributions fitted to codes, and draws of them.
final class CodeFits: Sendable {
  /// Codes that were drawn.
  struct Drawn: Sendable {
    /// `[n, size]`.
    var codes: [Float]
    /// What they were drawn from, one sentence.
    var note: String
  }

  private let queue = ComputeQueue("fits", threads: 1, waiting: 16)
  private let mixtures = Mutex<[(folder: String, mixture: GaussianMixture, count: Int)]>([])
  private static let maxKept = 4
  /// A covariance of more dimensions takes minutes.
  private static let maxSize = 1024
  private static let maxMixtureSize = 128
  private static let maxIterations = 40

  /// Draws codes; the same for the same seed.
  ///
  /// - Throws: `WebError` for a code of too many dimensions, or too few codes.
  func draw(
    _ source: CodeSampler.Source, from table: CodeTable, count: Int, seed: UInt64, deviation: Double
  ) async throws -> Drawn {
    let size = table.header.size
    let limit = source == .mixture ? Self.maxMixtureSize : Self.maxSize
    guard size <= limit else {
      throw WebError(
        .unprocessableContent, type: "unusable",
        "the code has \(Figures.count(size)) dimensions, and a distribution of at most \(Figures.count(limit)) is fitted; "
          + "use a model with a smaller code")
    }
    return try await queue { [self] in
      do {
        switch source {
        case .prior:
          let codes = try CodeSampler(.prior, codes: [], size: size, deviation: deviation).codes(count, seed: seed)
          let note =
            table.header.order.criterion == .divergence
            ? "Drawn from the prior, N(0, 1)."
            : "Drawn from N(0, 1), which the model was not trained to have as its prior."
          return Drawn(codes: codes, note: note)
        case .gaussian:
          let some = table.codes(atMost: size > Self.maxMixtureSize ? max(2 * size, 2048) : 20_000)
          let codes = try CodeSampler(.gaussian, codes: some, size: size, deviation: deviation).codes(count, seed: seed)
          return Drawn(
            codes: codes, note: "Drawn from the normal distribution of \(Figures.count(some.count / size)) codes.")
        case .mixture:
          let (mixture, fitted) = try mixture(of: table)
          let note =
            "Drawn from a mixture of \(mixture.components) normal distributions, fitted to \(Figures.count(fitted)) codes"
            + (deviation == 1 ? "." : "; the deviation does not apply.")
          return Drawn(codes: try mixture.samples(count, seed: seed), note: note)
        }
      } catch let error as StatisticsError {
        throw WebError(.unprocessableContent, type: "unusable", PageWords.of(error))
      }
    }
  }

  /// The mixture fitted to at most so many codes that the fit takes a few seconds.
  private func mixture(of table: CodeTable) throws -> (GaussianMixture, Int) {
    if let known = mixtures.withLock({ kept in kept.first { $0.folder == table.folder } }) {
      return (known.mixture, known.count)
    }
    let size = table.header.size
    let some = table.codes(atMost: max(2000, min(20_000, 5_000_000 / (size * size))))
    let mixture = try GaussianMixture(
      samples: some, size: size, components: min(CodeSampler.mixtureComponents, some.count / size),
      maxIterations: Self.maxIterations)
    mixtures.withLock { kept in
      kept.append((table.folder, mixture, some.count / size))
      if kept.count > Self.maxKept { kept.removeFirst() }
    }
    return (mixture, some.count / size)
  }
}
