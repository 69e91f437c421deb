import Statistics
import Testing

@Suite struct GaussianTests {
  @Test func `distances, densities and the Fréchet distance are those of SciPy`() throws {
    let goldens: DensityGoldens = try golden("densities")
    let golden = goldens.gaussian
    let gaussian = try Gaussian(of: golden.samples, size: 5, isUnbiased: true)
    #expect(distance(gaussian.mean, golden.mean) < 1e-9)
    #expect(distance(gaussian.covariance, golden.covariance) < 1e-9)
    #expect(distance(try gaussian.mahalanobisDistances(of: golden.others), golden.mahalanobis) < 1e-9)
    #expect(distance(try gaussian.logDensities(of: golden.others), golden.logDensities) < 1e-9)
    let other = try Gaussian(of: golden.others, size: 5, isUnbiased: true)
    #expect(distance([try gaussian.frechetDistance(to: other)], [golden.frechet]) < 1e-6)
    #expect(distance([try other.frechetDistance(to: gaussian)], [golden.frechet]) < 1e-6)
    #expect(try gaussian.frechetDistance(to: gaussian) < 1e-9)
  }

  @Test func `samples have the mean and the covariance, even a singular one`() throws {
    let gaussian = Gaussian(mean: [1, -2, 0], covariance: [2, 0.6, 0, 0.6, 0.5, 0, 0, 0, 0])
    let samples = try gaussian.samples(40_000, seed: 3)
    let found = try Gaussian(of: samples, size: 3)
    #expect(distance(found.mean, gaussian.mean) < 0.03)
    #expect(distance(found.covariance, gaussian.covariance) < 0.04)
    #expect((0..<40_000).allSatisfy { samples[3 * $0 + 2] == 0 })
    #expect(try gaussian.samples(40_000, seed: 3) == samples)
    #expect(try gaussian.samples(40_000, seed: 4) != samples)
    #expect(throws: StatisticsError.self) { try gaussian.mahalanobisDistances(of: samples) }
  }
}
