import Autoencoders
import CPUEngine
import Diagnostics
import Foundation
import ImageShapes
import NeuralNetworks
import Tensors
import Testing

/// Images as they are, in memory.
private struct Pixels: TrainingImages {
  let shape: ImageShape
  let values: [Float]
  var count: Int { values.count / shape.elements }

  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) throws {
    for first in stride(from: 0, to: count, by: 5) {
      let piece = Array(values[first * shape.elements..<min(first + 5, count) * shape.elements])
      try piece.withUnsafeBufferPointer { try body($0, piece.count / shape.elements) }
    }
  }
}

@Suite struct ImageNormalizationTests {
  private let shape = ImageShape(channels: 3, height: 5, width: 4)
  private let count = 23

  /// Correlated pixels from 0 to 1; the last image is almost of one grey.
  private var pixels: [Float] {
    (0..<count).flatMap { image in
      (0..<shape.elements).map { place in
        guard image + 1 < count else { return place % 2 == 0 ? 0.26 : 0.24 }
        let wave = 0.2 * sin(Float(image) * 1.3 + Float(place) * 0.2)
        return 0.4 + wave + 0.02 * Float(place / 20) + 0.05 * cos(Float(image * place))
      }
    }
  }

  /// `pixels` normalized by what they say of themselves, and brought back.
  private func normalized(_ kind: ImageNormalization) throws -> (seen: [Float], restored: [Float]) {
    let normalizer = ImageNormalizer(kind, image: shape)
    let table = ParameterTable(of: normalizer)
    let parameters = table.initialValues(seed: 0)
    let images = Pixels(shape: shape, values: pixels)
    for (parameter, values) in try normalizer.values(from: images) {
      let range = try #require(table.range(of: parameter))
      #expect(range.count == values.count)
      parameters.withUnsafeMutableBuffer { all in
        for (index, value) in zip(range, values) { all[index] = value }
      }
    }
    #expect(table.parameterCount == 0, "nothing of it is trained")
    let graph = Graph(parameters: table)
    let input = graph.input("images", shape.dimensions)
    let maps = normalizer(input)
    let normalized = maps.normalize(input)
    let seen = TensorResult(1 * normalized)
    let restored = TensorResult(1 * maps.denormalize(normalized))
    let program = try Program(graph, tensors: [seen, restored])
    let prepared = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 2)).prepare(
      program, capacity: count)
    pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      prepared.run(count: count, feeds: ["images": .floats(base)], parameters: parameters, gradients: nil)
    }
    return (prepared.values(of: seen), prepared.values(of: restored))
  }

  private func mean(_ values: some Collection<Float>) -> Double {
    values.reduce(0) { $0 + Double($1) } / Double(values.count)
  }

  @Test(arguments: ImageNormalization.allCases)
  func `what is normalized comes back`(_ kind: ImageNormalization) throws {
    let restored = try normalized(kind).restored
    let tolerance: Float = kind == .whitening ? 2e-4 : 2e-6
    #expect(zip(restored, pixels).allSatisfy { abs($0 - $1) < tolerance })
  }

  @Test func `without normalization pixels stay as they are`() throws {
    #expect(try normalized(.none).seen == pixels)
  }

  @Test func `a mean image leaves each pixel with mean zero`() throws {
    let seen = try normalized(.meanImage).seen
    for place in 0..<shape.elements {
      #expect(abs(mean((0..<count).map { seen[$0 * shape.elements + place] })) < 1e-6)
    }
  }

  @Test func `a mean pixel leaves each channel with mean zero, its differences as they were`() throws {
    let seen = try normalized(.meanPixel).seen
    for channel in 0..<3 {
      var values: [Float] = []
      for image in 0..<count {
        let first = image * 60 + channel * 20
        values.append(contentsOf: seen[first..<first + 20])
      }
      #expect(abs(mean(values)) < 1e-6)
    }
    for place in 1..<20 {
      let (now, before) = (seen[place] - seen[0], pixels[place] - pixels[0])
      #expect(abs(now - before) < 1e-6)
    }
  }

  @Test func `each image is standardised by itself, one of a single grey by its size`() throws {
    let seen: [Float] = try normalized(.perImage).seen
    for image in 0..<count - 1 {
      let values = seen[image * 60..<(image + 1) * 60]
      #expect(abs(mean(values)) < 1e-5)
      #expect(abs(mean(values.map { $0 * $0 }) - 1) < 1e-4)
    }
    // Its deviation, a hundredth, counts as 1/√60.
    let grey = seen.suffix(60)
    for value in grey { #expect(abs(abs(value) - 0.01 * Float(60).squareRoot()) < 1e-5) }
  }

  @Test func `whitened images are less correlated, and each like itself`() throws {
    let seen = try normalized(.whitening).seen
    func correlation(_ values: [Float], _ a: Int, _ b: Int) -> Double {
      let first = (0..<count).map { values[$0 * 60 + a] }
      let second = (0..<count).map { values[$0 * 60 + b] }
      let (meanA, meanB) = (mean(first), mean(second))
      let product = zip(first, second).reduce(0) { $0 + (Double($1.0) - meanA) * (Double($1.1) - meanB) }
      let squares =
        first.reduce(0) { $0 + pow(Double($1) - meanA, 2) } * second.reduce(0) { $0 + pow(Double($1) - meanB, 2) }
      return product / squares.squareRoot()
    }
    #expect(abs(correlation(seen, 3, 4)) < abs(correlation(pixels, 3, 4)))
    #expect(abs(mean(seen)) < 1e-5)
  }

  @Test func `a given mean image takes the place of the training images'`() throws {
    let normalizer = ImageNormalizer(.meanPixel, image: shape)
    let given = (0..<60).map { Float($0 / 20) }
    let values = try normalizer.values(from: Pixels(shape: shape, values: pixels), mean: given)
    #expect(values.map(\.values) == [[0, 1, 2]])
  }
}
