import Autoencoders
import Foundation
import ImageData
import ImageShapes
import Insight
import Pictures
import Settings
import Statistics
import Tensors
import Testing
import Training

/// Codes, decoded, drawn and ordered.
@Suite struct CodeTests {
  @Test(arguments: ["AE", "ConvVAE", "VQ-VAE", "ConditionalVAE", "RAE", "ConvAE", "WTA-AE", "HintonDeep", "PCA"])
  func `a decoded code is the reconstruction of its image`(_ name: String) throws {
    let waves = try Waves()
    var model = try ModelCatalogue.configuration(name)
    if name == "PCA" { model = try ModelCatalogue.configuration(name, ["code_size": 8]) }
    let shape = ImageShape(channels: 1, height: 28, width: 28)
    let run = try waves.trained(model, shape: shape, epochs: 1)
    let trained = run.trained
    let scaling = run.configuration.training.scaling
    let images = try run.images(of: .validation)
    let codes = try trained.codes(of: images, executor: waves.executor)
    let decoder = try CodeDecoder(trained.model, scaling: scaling, executor: waves.executor)
    #expect(decoder.codeSize == codes.size && codes.count == 12)
    let parameters = try run.trainedParameters(on: waves.executor)
    let decoded = decoder.decode(codes.codes, labels: codes.labels, parameters: parameters)
    let reconstructor = try Reconstructor(run.model, scaling: scaling, executor: waves.executor)
    let reconstructed = try reconstructor.reconstruct(images, parameters: parameters)
    #expect(decoded.count == reconstructed.count)
    #expect(zip(decoded, reconstructed).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `a decoder that needs switches is refused with the reason`() throws {
    let model = try TracedModel(ImageNetAE(), image: ImageShape(channels: 3, height: 32, width: 32))
    let error = #expect(throws: ModelError.self) {
      try CodeDecoder(model, scaling: .unit, executor: Waves().executor)
    }
    #expect("\(try #require(error))".contains("pooling switches"))
  }

  @Test(arguments: CodeSampler.Source.allCases)
  func `drawn codes have the mean and the deviation of their source`(_ source: CodeSampler.Source) throws {
    // Two dimensions, correlated, far from the origin.
    let normals = try Gaussian(mean: [0, 0], covariance: [1, 0, 0, 1]).samples(4000, seed: 3)
    var codes: [Float] = []
    for first in stride(from: 0, to: normals.count, by: 2) {
      let (a, b) = (normals[first], normals[first + 1])
      codes += [a + 5, a + 2 * b]
    }
    let sampler = try CodeSampler(source, codes: codes, size: 2)
    let drawn = try sampler.codes(20_000, seed: 1)
    #expect(try sampler.codes(20_000, seed: 1) == drawn)
    let found = try Gaussian(of: drawn, size: 2)
    let wanted =
      source == .prior ? Gaussian(mean: [0, 0], covariance: [1, 0, 0, 1]) : try Gaussian(of: codes, size: 2)
    #expect(zip(found.mean, wanted.mean).allSatisfy { abs($0 - $1) < 0.06 })
    #expect(zip(found.covariance, wanted.covariance).allSatisfy { abs($0 - $1) < 0.2 })
    let wide = try Gaussian(of: CodeSampler(.prior, codes: [], size: 2, deviation: 3).codes(20_000, seed: 1), size: 2)
    #expect(abs(wide.covariance[0] - 9) < 0.5)
  }

  @Test func `paths start and end at their codes`() {
    let line = CodePaths.line(from: [0, 4], to: [3, -2], steps: 4)
    #expect(line == [0, 4, 1, 2, 2, 0, 3, -2])
    let lattice = CodePaths.lattice(topLeft: [0, 0], topRight: [2, 0], bottomLeft: [0, 4], steps: 3)
    #expect(lattice == [0, 0, 1, 0, 2, 0, 0, 2, 1, 2, 2, 2, 0, 4, 1, 4, 2, 4])
    #expect(CodePaths.traversal(of: [1, 2], unit: 1, from: -1, to: 1, steps: 3) == [1, -1, 1, 0, 1, 1])
  }

  @Test func `dimensions are ordered by variance or divergence, and dead ones counted`() {
    let codes: [Float] = [0, 1, 5, 0, 2, 5, 0, 9, 5]
    let byVariance = UnitOrder(codes: codes, size: 3)
    #expect((byVariance.units, byVariance.dead, byVariance.criterion) == ([1, 0, 2], 2, .variance))
    #expect(byVariance.means == [0, 4, 5])
    #expect(abs(byVariance.deviations[1] - (38.0 / 3).squareRoot()) < 1e-12)
    let byDivergence = UnitOrder(codes: codes, size: 3, divergences: [0.5, 0.001, 2])
    #expect((byDivergence.units, byDivergence.dead) == ([2, 0, 1], 1))
  }

  @Test(arguments: [PlaneEmbedding.principalComponents, .tsne(seed: 0), .umap(seed: 0)])
  func `codes of separate classes are separate in the plane`(_ embedding: PlaneEmbedding) throws {
    let centre = [Double](repeating: 0, count: 60)
    let noise = try Gaussian(mean: centre, covariance: Self.identity(60)).samples(150, seed: 2)
    let codes = noise.indices.map { place in noise[place] + (place / 60 % 3 == place % 3 ? 6 : 0) }
    let labels = (0..<150).map { Int32($0 % 3) }
    let run = RunCodes(codes: codes, size: 60, labels: labels, classNames: [])
    let points = try run.plane(by: embedding)
    #expect(points.count == 300 && points.allSatisfy(\.isFinite))
    let nearest = try NearestNeighbours(samples: points, size: 2).neighboursOfSamples(k: 3)
    let agreeing = nearest.indices.enumerated().count { labels[Int($0.element)] == labels[$0.offset / 3] }
    #expect(Double(agreeing) / 450 > 0.95)
  }

  @Test func `codes of one dimension lie on a line of the plane`() throws {
    let points = try RunCodes(codes: [1, -2, 3], size: 1).plane(by: .principalComponents)
    #expect(points == [1, 0, -2, 0, 3, 0])
  }

  private static func identity(_ size: Int) -> [Double] {
    (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 }
  }

  @Test func `a scatter chart tells the class of each point`() {
    let chart = ScatterChart([0, 0, 1, 1, 2, 0], labels: [0, 1, 1], classNames: ["cat & co", "dog"])
    #expect(chart.csv() == "x,y,class\n0.0,0.0,cat & co\n1.0,1.0,dog\n2.0,0.0,dog\n")
    let quoted = ScatterChart([1, 2], labels: [0], classNames: [#"a, "b""#]).csv()
    #expect(quoted == "x,y,class\n1.0,2.0,\"a, \"\"b\"\"\"\n")
    #expect(ScatterChart([1, 2]).csv() == "x,y,class\n1.0,2.0,\n")
    let text = chart.svg()
    #expect(text.components(separatedBy: "<circle").count == 3 + 2 + 1)
    #expect(text.contains("<title>cat &amp; co</title>"))
    #expect(chart.picture().colour == .rgb)
  }
}
