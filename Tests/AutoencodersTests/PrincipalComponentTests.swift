import Autoencoders
import CPUEngine
import ImageData
import ImageShapes
import NeuralNetworks
import Tensors
import Testing
import Training

/// A few images as numbers.
private struct Numbers: TrainingImages {
  let images: [[Float]]
  let shape: ImageShape
  var count: Int { images.count }

  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) rethrows {
    // In pieces, the last one shorter.
    for first in stride(from: 0, to: count, by: 7) {
      let piece = images[first..<min(first + 7, count)]
      try Array(piece.joined()).withUnsafeBufferPointer { try body($0, piece.count) }
    }
  }
}

@Suite struct PrincipalComponentTests {
  private let shape = ImageShape(channels: 1, height: 3, width: 4)
  /// Twenty-five images that vary more in some pixels than in others.
  private var images: [[Float]] {
    (0..<25).map { n in
      let common = Float(goldenUniform(stream: 5, n))
      return (0..<12).map { Float(goldenUniform(stream: 6, 12 * n + $0)) * Float($0 + 1) / 12 + common * Float($0 % 3) }
    }
  }

  private func fitted(
    _ size: Int, images count: Int = 25
  ) throws -> (model: any Autoencoder, mean: [Float], components: [[Float]]) {
    let model = try with(PCA()) { $0.codeSize = size }.makeModel(for: shape)
    let values = try model.values(from: Numbers(images: Array(images.prefix(count)), shape: shape))
    let table = ParameterTable(of: model)
    #expect(table.map(\.name) == ["mean", "components"])
    #expect(values.map { ObjectIdentifier($0.parameter) } == table.map { ObjectIdentifier($0.parameter) })
    let rows = values[1].values
    return (model, values[0].values, (0..<size).map { Array(rows[$0 * 12..<($0 + 1) * 12]) })
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }

  @Test func `few images are what their components and their mean make of them`() throws {
    let few = images.prefix(5)
    let (_, mean, components) = try fitted(4, images: 5)
    for i in 0..<4 {
      for j in 0..<4 { #expect(abs(dot(components[i], components[j]) - (i == j ? 1 : 0)) < 1e-6) }
    }
    for image in few {
      let code = components.map { dot($0, zip(image, mean).map { $0 - $1 }) }
      for pixel in 0..<12 {
        let made = zip(code, components).reduce(Double(mean[pixel])) { $0 + $1.0 * Double($1.1[pixel]) }
        #expect(abs(made - Double(image[pixel])) < 1e-5)
      }
    }
  }

  @Test func `the directions are orthonormal, and each maximises the variance that is left`() throws {
    let (_, mean, components) = try fitted(12)
    for i in 0..<12 {
      #expect(abs(Double(mean[i]) - images.reduce(0) { $0 + Double($1[i]) } / 25) < 1e-6)
      for j in 0..<12 { #expect(abs(dot(components[i], components[j]) - (i == j ? 1 : 0)) < 1e-6) }
    }
    let centred = images.map { zip($0, mean).map { $0 - $1 } }
    let projections = components.map { component in centred.map { dot($0, component) } }
    // The covariance of the codes is diagonal, the greatest variance first: what defines them but for their signs.
    var variances: [Double] = []
    for i in 0..<12 {
      for j in 0..<i {
        #expect(abs(zip(projections[i], projections[j]).reduce(0) { $0 + $1.0 * $1.1 }) / 25 < 1e-6)
      }
      variances.append(projections[i].reduce(0) { $0 + $1 * $1 } / 25)
    }
    #expect(variances == variances.sorted(by: >))
    #expect(components.allSatisfy { component in component.max { abs($0) < abs($1) }.map { $0 > 0 } ?? false })
  }

  @Test(arguments: [1, 4, 11, 12])
  func `the error is the variance of what is left out`(_ size: Int) throws {
    let all = try fitted(12)
    let centred = images.map { zip($0, all.mean).map { $0 - $1 } }
    let leftOut = all.components[size...].reduce(0.0) { sum, component in
      sum + centred.reduce(0) { $0 + dot($1, component) * dot($1, component) } / 25
    }
    let (pca, _, _) = try fitted(size)
    let model = try TracedModel(pca, image: shape)
    #expect(model.stages.isEmpty)
    let parameters = FlatVector(count: model.parameters.vectorCount)
    for (parameter, values) in try pca.values(from: Numbers(images: images, shape: shape)) {
      let range = try #require(model.parameters.range(of: parameter))
      for (i, value) in zip(range, values) { parameters[i] = value }
    }
    let pool = ThreadPool(count: 1)
    defer { pool.close() }
    let evaluation = try model.evaluation()
    let program = CPUExecutor(InstructionSet.available[0], threads: pool).prepare(evaluation.program, capacity: 25)
    Array(images.joined()).withUnsafeBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return }
      program.run(count: 25, feeds: ["images": .floats(base)], parameters: parameters, gradients: nil)
    }
    let errors = program.values(of: evaluation.squaredErrors).map(Double.init)
    #expect(abs(errors.reduce(0, +) / 25 - leftOut) < 1e-5 * max(1, leftOut))
  }

  @Test func `more components than images are refused`() throws {
    let model = try with(PCA()) { $0.codeSize = 9 }.makeModel(for: shape)
    let error = #expect(throws: ModelError.self) {
      try model.values(from: Numbers(images: Array(images[..<8]), shape: shape))
    }
    #expect("\(try #require(error))".contains("at most 8"))
  }

  @Test func `images too large for the memory are refused before anything is allocated`() throws {
    let error = #expect(throws: ModelError.self) {
      try PCA().makeModel(for: ImageShape(channels: 3, height: 4096, width: 4096))
    }
    #expect("\(try #require(error))".contains("half of the memory"))
  }
}
