import CPUEngine
import Foundation
import ImageShapes
import NeuralNetworks
import Tensors
import Testing

/// Tools/goldens/corruptions.py documents the layout.
private struct CorruptionGoldens: Decodable {
  struct Case: Decodable {
    let corruption: Corruption
    let shape: [Int]
    let low, high: Float
    let images, corrupted: [Double]
  }
  let corruptions: [Case]
}

/// Corruptions do what they say, by draws that numpy repeats.
@Suite struct CorruptionTests {
  private func corrupted(
    _ corruption: Corruption, _ images: [Double], samples: Int, _ dimensions: [Int], _ pixels: ClosedRange<Float>,
    at position: RunPosition, threads: Int = 1
  ) throws -> [Float] {
    let trace = LossTrace(
      samples: samples, inputs: [TracedValues("x", dimensions, images)], position: position
    ) { _, at in
      ([("y", corruption(at["x"]!, pixels: pixels))], nil)
    }
    return try #require(trace.run(on: InstructionSet.available[0], threads: threads)["y"])
  }

  @Test func `every kind, and several one after another, with the numbers that numpy draws`() throws {
    for golden in try golden("corruptions", as: CorruptionGoldens.self).corruptions {
      let trace = LossTrace(
        samples: golden.shape[0], inputs: [TracedValues("x", Array(golden.shape.dropFirst()), golden.images)],
        position: RunPosition(seed: 11, step: 4)
      ) { _, at in
        ([("y", corruptedOrCopied(golden.corruption, at["x"]!, golden.low...golden.high))], nil)
      }
      for (set, outcome) in try trace.runEverywhere() {
        // Places that are reckoned in Float are good to some parts in a million of an image's size.
        expectNear(outcome["y"], golden.corrupted, within: 1e-5, "\(golden.corruption) of \(golden.shape) on \(set)")
      }
    }
  }

  /// A graph's input itself is not a result.
  private func corruptedOrCopied(_ corruption: Corruption, _ x: Tensor, _ pixels: ClosedRange<Float>) -> Tensor {
    corruption == .none ? 1 * corruption(x, pixels: pixels) : corruption(x, pixels: pixels)
  }

  @Test(arguments: [
    0.1, 0.5, 0.9,
  ])
  func `a probability is the share of elements, black is the range's least, the rest keep their bits`(
    probability: Double
  ) throws {
    let (samples, dimensions) = (50, [1, 40, 30])
    let count = Double(samples * 1200)
    let clean: [Float] = (0..<Int(count)).map { Float($0 % 97) / 100 - 0.4 }
    let images = clean.map { Double($0) }
    let stray = 5 * (probability * (1 - probability) / count).squareRoot()
    for pixels in [-1...1, 0...1] as [ClosedRange<Float>] {
      func noisy(_ corruption: Corruption) throws -> [Float] {
        try corrupted(
          corruption, images, samples: samples, dimensions, pixels, at: RunPosition(seed: 1, step: 1))
      }
      // Some of the images' elements are black themselves.
      let black = Double(clean.count { $0 == pixels.lowerBound }) / count
      let masked = try noisy(.masking(probability: probability))
      let changed = clean.indices.filter { masked[$0] != clean[$0] }
      #expect(changed.allSatisfy { masked[$0] == pixels.lowerBound })
      let share = Double(changed.count) / count
      #expect(abs(share - probability * (1 - black)) < stray + 0.001)

      let peppered = try noisy(.saltAndPepper(probability: probability))
      let salt = Double(peppered.count { $0 == pixels.upperBound }) / count
      let touched = clean.indices.filter { peppered[$0] != clean[$0] }
      #expect(touched.allSatisfy { peppered[$0] == pixels.upperBound || peppered[$0] == pixels.lowerBound })
      let pepper = Double(touched.count { peppered[$0] == pixels.lowerBound }) / count
      #expect(abs(salt - probability / 2) < stray)
      #expect(abs(pepper - probability / 2 * (1 - black)) < stray + 0.001)
    }
  }

  @Test func `noise has its deviation and bound, and clipped noise stays within the range`() throws {
    let images = [Double](repeating: 0.25, count: 60_000)
    func noisy(_ corruption: Corruption) throws -> [Double] {
      try corrupted(
        corruption, images, samples: 20, [3, 50, 20], 0...1, at: RunPosition(seed: 5, step: 9)
      ).map(Double.init)
    }
    func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let squares: [Double] = values.map { ($0 - mean) * ($0 - mean) }
      return (mean, squares.reduce(0, +) / Double(values.count))
    }
    let normal = moments(try noisy(.gaussian(deviation: 0.5)))
    #expect(abs(normal.mean - 0.25) < 0.0103)
    #expect(abs(normal.variance - 0.25) < 0.0073)
    let even = try noisy(.uniform(bound: 0.5))
    #expect(even.allSatisfy { abs($0 - 0.25) <= 0.5 + 1e-6 })
    #expect(abs(moments(even).variance - 1.0 / 12) < 0.003)
    for corruption in [Corruption.gaussian(deviation: 0.5, isClipped: true), .uniform(bound: 1, isClipped: true)] {
      let clipped = try noisy(corruption)
      #expect(clipped.allSatisfy { (0...1).contains($0) })
      #expect(clipped.contains(0) && clipped.contains(1))
    }
  }

  @Test func `what is erased is one whole rectangle, of all channels, of every size`() throws {
    let (samples, height, width) = (200, 13, 11)
    let images = [Double](repeating: 1, count: samples * 2 * height * width)
    let erased = try corrupted(
      .erasing(size: 0.6), images, samples: samples, [2, height, width], 0...1, at: RunPosition(seed: 2, step: 0))
    var areas: Set<Int> = []
    for sample in 0..<samples {
      let planes = (0..<2).map { c in
        Array(erased[(sample * 2 + c) * height * width..<(sample * 2 + c + 1) * height * width])
      }
      #expect(planes[0] == planes[1])
      let black = planes[0].indices.filter { planes[0][$0] == 0 }
      #expect(black.count + planes[0].count { $0 == 1 } == height * width)
      areas.insert(black.count)
      guard let first = black.first, let last = black.last else { continue }
      let columns = black.map { $0 % width }
      let (left, right) = (columns.min() ?? 0, columns.max() ?? 0)
      #expect(black.count == (last / width - first / width + 1) * (right - left + 1), "sample \(sample)")
      #expect(last / width - first / width + 1 <= 8 && right - left + 1 <= 7)
    }
    #expect(areas.count > 20)
    let half = try corrupted(
      .erasing(size: 1, probability: 0.5), images, samples: samples, [2, height, width], 0...1,
      at: RunPosition(seed: 2, step: 0))
    let touched = (0..<samples).count { sample in
      half[sample * 2 * height * width..<(sample + 1) * 2 * height * width].contains(0)
    }
    // Five deviations of 200 coins, and some rectangles between pixels.
    #expect(abs(touched - 97) < 40)
  }

  @Test func `a blur keeps what is even, up to the edge, and spreads the rest`() throws {
    let even = [Double](repeating: -0.7, count: 9 * 7)
    let position = RunPosition()
    let blurred = try corrupted(.blur(deviation: 1.3), even, samples: 1, [1, 9, 7], -1...1, at: position)
    #expect(blurred.allSatisfy { abs($0 + 0.7) < 1e-6 })
    var point = [Double](repeating: 0, count: 9 * 7)
    point[4 * 7 + 3] = 1
    let spread = try corrupted(.blur(deviation: 0.5), point, samples: 1, [1, 9, 7], 0...1, at: position)
    #expect(spread[4 * 7 + 3] > spread[4 * 7 + 4] && spread[4 * 7 + 4] > spread[5 * 7 + 4])
    #expect(spread[3 * 7 + 3] == spread[5 * 7 + 3] && spread[4 * 7 + 2] == spread[4 * 7 + 4])
  }

  @Test func `steps, seeds and samples have noise of their own; threads change nothing`() throws {
    let images = [Double](repeating: 0.5, count: 4 * 6 * 5)
    let all: [Corruption] = [
      .masking(probability: 0.5), .saltAndPepper(probability: 0.5), .gaussian(deviation: 1), .uniform(bound: 1),
      .erasing(size: 1), .affine(rotation: 90, scale: 0.3, shift: 0.3),
    ]
    for corruption in all {
      func noisy(seed: UInt64, step: Int, threads: Int = 1) throws -> [Float] {
        try corrupted(
          corruption, images, samples: 4, [1, 6, 5], 0...1, at: RunPosition(seed: seed, step: step), threads: threads)
      }
      let one = try noisy(seed: 1, step: 2)
      #expect(try noisy(seed: 1, step: 2, threads: 3) == one, "\(corruption)")
      #expect(try noisy(seed: 1, step: 3) != one, "\(corruption)")
      #expect(try noisy(seed: 2, step: 2) != one, "\(corruption)")
      #expect(Array(one.prefix(30)) != Array(one.suffix(30)), "\(corruption)")
    }
  }

  @Test func `in a sequence each has draws of its own`() throws {
    let images = [Double](repeating: 1, count: 10_000)
    let twice = Corruption([.masking(probability: 0.5), .masking(probability: 0.5)])
    let left = try corrupted(twice, images, samples: 10, [1, 40, 25], 0...1, at: RunPosition())
    // A quarter is left, within five deviations; the same draws would leave half.
    #expect(abs(Double(left.count { $0 == 1 }) - 2500) < 220)
  }
}
