import Statistics
import Testing

@Suite struct MixtureTests {
  @Test func `k-means from given centres is that of scikit-learn`() throws {
    let goldens: DensityGoldens = try golden("densities")
    let found = KMeans(samples: goldens.samples, size: 3, from: goldens.start, tolerance: 0)
    #expect(distance(found.centres, goldens.centres) < 1e-6)
    #expect(found.labels == goldens.clusters && found.labels(of: goldens.samples) == goldens.clusters)
    #expect(distance([found.inertia], [goldens.inertia]) < 1e-6)
  }

  @Test func `steps of a mixture are those of scikit-learn, for either form`() throws {
    let goldens: DensityGoldens = try golden("densities")
    for (form, golden) in [(GaussianMixture.Form.full, goldens.full), (.diagonal, goldens.diagonal)] {
      let found = try GaussianMixture(
        samples: goldens.samples, size: 3, startingFrom: goldens.clusters, components: 3, form: form, tolerance: 0,
        maxIterations: golden.steps)
      #expect(found.iterations == golden.steps)
      #expect(distance(found.weights, golden.weights) < 1e-6)
      #expect(distance(found.means, golden.means) < 1e-6)
      #expect(distance(found.covariances, golden.covariances) < 1e-6)
      let densities = try found.logDensities(of: goldens.samples)
      #expect(distance([densities.reduce(0, +) / 90], [golden.logLikelihood]) < 1e-6)
    }
  }

  @Test func `three far clusters are found, whatever the seed`() throws {
    let clusters = [
      Gaussian(mean: [0, 0], covariance: [1, 0.5, 0.5, 1]), Gaussian(mean: [20, 5], covariance: [1, 0, 0, 2]),
    ]
    var samples = try clusters[0].samples(300, seed: 1) + clusters[1].samples(200, seed: 2)
    samples += try Gaussian(mean: [-5, 30], covariance: [0.5, 0, 0, 0.5]).samples(500, seed: 3)
    for seed in 0..<5 {
      let found = try GaussianMixture(samples: samples, size: 2, components: 3, seed: UInt64(seed))
      #expect(found.hasConverged)
      #expect(distance(found.weights.sorted(), [0.2, 0.3, 0.5]) < 1e-6)
      let small = try #require((0..<3).min { found.weights[$0] < found.weights[$1] })
      #expect(distance(found[small].mean, [20, 5]) < 0.1)
      let responsibilities = try found.responsibilities(of: [20, 5, 0, 0])
      #expect(responsibilities[small] > 0.999 && responsibilities[3 + small] < 0.001)
    }
  }

  @Test func `samples of a mixture have its weights and means`() throws {
    let goldens: DensityGoldens = try golden("densities")
    let mixture = try GaussianMixture(samples: goldens.samples, size: 3, components: 3, form: .diagonal)
    let samples = try mixture.samples(30_000, seed: 1)
    let found = try Gaussian(of: samples, size: 3)
    let whole = try Gaussian(of: goldens.samples, size: 3)
    #expect(distance(found.mean, whole.mean) < 0.02)
    #expect(try mixture.samples(30_000, seed: 1) == samples)
  }

  @Test func `equal samples and more clusters than samples`() throws {
    let equal = try KMeans(samples: [Float](repeating: 2, count: 20), size: 2, clusters: 3)
    #expect(equal.inertia == 0)
    let error = #expect(throws: StatisticsError.self) { try KMeans(samples: [1, 2], size: 1, clusters: 3) }
    #expect(error?.code == .tooFewSamples)
  }
}
