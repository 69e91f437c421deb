import Diagnostics
import Statistics

/// Draws codes to be decoded.
public struct CodeSampler {
  /// What codes are drawn from.
  public enum Source: String, CaseIterable, Codable, Hashable, Sendable {
    /// The standard normal distribution, a variational model's prior.
    case prior
    /// The normal distribution of the codes of images.
    case gaussian
    /// A mixture of ten normal distributions, fitted to the codes of images (Ghosh et al., "From variational to
    /// deterministic autoencoders", 2020).
    case mixture
  }

  /// The components of ``Source/mixture``.
  public static let mixtureComponents = 10
  /// The maximum dimension of a code: a covariance is its square.
  public static let maxSize = 4096

  private let size: Int
  private let draw: (_ count: Int, _ seed: UInt64) throws -> [Float]

  /// Fits a distribution.
  ///
  /// - Parameters:
  ///   - source: What codes are drawn from.
  ///   - codes: Codes of images, `[n, size]`; unused by the prior.
  ///   - size: The dimension of a code, at most ``maxSize``.
  ///   - deviation: A factor of the deviations of what is drawn.
  /// - Throws: `StatisticsError` for too few codes, or a code of more dimensions.
  public init(_ source: Source, codes: [Float], size: Int, deviation: Double = 1) throws {
    guard size <= Self.maxSize else {
      throw StatisticsError(
        code: .badValue,
        report: Report(
          "the code is too large for a distribution", expected: "at most \(Self.maxSize) dimensions", got: "\(size)",
          cure: "use a model with a smaller code"))
    }
    self.size = size
    func scaled(_ gaussian: Gaussian) -> Gaussian {
      Gaussian(mean: gaussian.mean, covariance: gaussian.covariance.map { $0 * deviation * deviation })
    }
    switch source {
    case .prior:
      var identity = [Double](repeating: 0, count: size * size)
      for i in 0..<size { identity[i * size + i] = deviation * deviation }
      let gaussian = Gaussian(mean: [Double](repeating: 0, count: size), covariance: identity)
      draw = { try gaussian.samples($0, seed: $1) }
    case .gaussian:
      let gaussian = scaled(try Gaussian(of: codes, size: size))
      draw = { try gaussian.samples($0, seed: $1) }
    case .mixture:
      let mixture = try GaussianMixture(samples: codes, size: size, components: Self.mixtureComponents)
      draw = { try mixture.samples($0, seed: $1) }
    }
  }

  /// Draws codes, `[count, size]`.
  public func codes(_ count: Int, seed: UInt64) throws -> [Float] { try draw(count, seed) }
}
