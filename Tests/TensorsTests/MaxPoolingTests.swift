import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Max pooling of numbers that are not numbers, and of many samples.
@Suite struct MaxPoolingTests {
  private func experiment(
    _ values: [Float], samples: Int = 1, _ size: [Int], window: Int, stride: Int, padding: Int, roundsUp: Bool = false
  ) -> Experiment {
    Experiment(samples: samples, inputs: [Numbers("x", size, values)], parameters: []) { at in
      let pooling = at["x"]!.maxPooled(window: window, stride: stride, padding: padding, roundsUp: roundsUp)
      return Traced(results: [
        ("values", pooling.values), ("switches", pooling.switches),
        ("unpooled", pooling.values.maxUnpooled(by: pooling)),
      ])
    }
  }

  private func pool(
    _ values: [Float], _ size: [Int], window: Int, stride: Int, padding: Int
  ) throws -> [(set: String, outcome: [String: [Float]])] {
    try experiment(values, size, window: window, stride: stride, padding: padding).runEverywhere()
  }

  @Test(arguments: [(2, 2, 0), (2, 2, 1), (3, 3, 0)])
  func `a NaN anywhere in a window is its maximum`(window: Int, stride: Int, padding: Int) throws {
    for at in 0..<36 {
      var x = Numbers.drawn(36, seed: 3)
      x[at] = .nan
      for (set, outcome) in try pool(x, [1, 6, 6], window: window, stride: stride, padding: padding) {
        let values = try #require(outcome["values"])
        let side = 6 / stride + padding
        let hit = (at / 6 + padding) / stride * side + (at % 6 + padding) / stride
        for i in values.indices { #expect(values[i].isNaN == (i == hit), "pixel \(at), window \(i) on \(set)") }
        #expect(outcome["unpooled"]?.map(\.isNaN) == x.map(\.isNaN), "pixel \(at) on \(set)")
      }
    }
  }

  @Test(arguments: [(2, 2, 0), (2, 2, 1), (3, 2, 1)])
  func `-∞ everywhere: the first pixel inside the image is chosen`(window: Int, stride: Int, padding: Int) throws {
    let x = [Float](repeating: -.infinity, count: 5 * 19)
    for (set, outcome) in try pool(x, [1, 5, 19], window: window, stride: stride, padding: padding) {
      let values = try #require(outcome["values"])
      #expect(values.allSatisfy { $0 == -.infinity }, "\(set)")
      #expect(outcome["unpooled"]?.count { $0 == -.infinity } == values.count, "\(set)")
      #expect(outcome["switches"]?.first == (padding == 1 ? Float(window + 1) : 0), "\(set)")
    }
  }

  @Test func `the first of equal pixels is chosen`() throws {
    for (set, outcome) in try pool([Float](repeating: 2, count: 6 * 34), [1, 6, 34], window: 2, stride: 2, padding: 0) {
      #expect(outcome["switches"]?.allSatisfy { $0 == 0 } == true, "\(set)")
    }
  }

  @Test(arguments: [(2, 2, 0), (3, 2, 0), (3, 3, 1), (4, 3, 2), (2, 3, 0)])
  func `windows that reach beyond the image take the maximum of what they cover`(
    window: Int, stride: Int, padding: Int
  ) throws {
    // Negative pixels: zeros around the image would be greater.
    for (height, width) in [(7, 7), (5, 34), (16, 17), (1, 3), (1, 1)]
    where height > 1 || window - 2 * padding <= stride {
      let x = Numbers.drawn(20 * 3 * height * width, seed: 6).map { $0 - 2 }
      let experiment = experiment(
        x, samples: 20, [3, height, width], window: window, stride: stride, padding: padding, roundsUp: true)
      let reference = try experiment.runReference()
      #expect(reference["values"]?.floats.allSatisfy { $0 < 0 } == true)
      for (set, outcome) in try experiment.runEverywhere() {
        for (name, wanted) in reference {
          #expect(outcome[name] == wanted.floats, "\(name), \(height)x\(width), window \(window) on \(set)")
        }
      }
    }
  }

  @Test func `many samples of odd sizes side by side do not touch each other`() throws {
    for (height, width) in [(5, 7), (3, 33), (1, 1)] {
      for padding in [0, 1] where height + 2 * padding >= 2 {
        let x = Numbers.drawn(40 * 3 * height * width, seed: 5)
        let experiment = experiment(
          x, samples: 40, [3, height, width], window: 2, stride: 2, padding: padding)
        let reference = try experiment.runReference()
        for (set, outcome) in try experiment.runEverywhere() {
          for (name, wanted) in reference {
            #expect(outcome[name] == wanted.floats, "\(name), \(height)x\(width) on \(set)")
          }
        }
      }
    }
  }
}
