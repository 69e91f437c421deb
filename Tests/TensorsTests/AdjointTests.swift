import CPUEngine
import Tensors
import Testing

/// Values are the reference's, and gradients are adjoint to them, at every size of block.
@Suite struct AdjointTests {
  /// Convolution of `images` with `filters`: forward against the reference, both gradients by <Ax, y> = <x, A'y>.
  private func checkConvolution(
    samples: Int = 1, images: [Int], filters: [Int], stride: Int = 1, padding: Int, seed: UInt64,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let x = Numbers("x", images, samples: samples, seed: seed)
    let w = Numbers("w", [filters[0], images[0], filters[1], filters[2]], seed: seed + 1)
    let wanted = ReferenceTensor(x, samples: samples).convolved(
      with: ReferenceTensor(w, samples: nil), stride: stride, padding: padding)
    let dy = Numbers("dy", wanted.dimensions, samples: samples, seed: seed + 2)
    let experiment = Experiment(samples: samples, inputs: [x, dy], parameters: [w]) { at in
      let y = at["x"]!.convolved(with: at["w"]!, stride: stride, padding: padding)
      return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
    }
    let title = "\(samples)x\(images) by \(filters), stride \(stride), padding \(padding)"
    try check(experiment, y: wanted.values, adjointTo: ["x", "w"], title, place)
  }

  /// Runs `experiment` on every instruction set and compares `y`, and <y, dy> with <v, dv> for each linear operand v.
  private func check(
    _ experiment: Experiment, y wanted: [Double], adjointTo operands: [String], _ title: String,
    _ place: SourceLocation
  ) throws {
    for set in InstructionSet.available {
      let outcome = try experiment.run(on: set, threads: 1)
      expectClose(outcome["y"], wanted, within: Tolerance.products, "\(title) on \(set.name)", place)
      let numbers = experiment.inputs + experiment.parameters
      let dy = try #require(numbers.first { $0.name == "dy" })
      let forward = dot(outcome["y"] ?? [], dy.values)
      for name in operands {
        let operand = try #require(numbers.first { $0.name == name })
        let backward = dot(operand.values, outcome["d\(name)"] ?? [])
        // Relative to the lengths of the vectors, not to a product that may cancel.
        let scale = length(outcome["y"] ?? []) * length(dy.values) + 1
        #expect(
          abs(forward.product - backward.product) <= Tolerance.products * scale,
          "d\(name) of \(title) on \(set.name)", sourceLocation: place)
        #expect(backward.count == operand.values.count, "d\(name) of \(title)", sourceLocation: place)
      }
    }
  }

  private func dot(_ a: [Float], _ b: [Float]) -> (product: Double, count: Int) {
    (zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }, min(a.count, b.count))
  }

  private func length(_ a: [Float]) -> Double { dot(a, a).product.squareRoot() }

  @Test(arguments: [1, 2, 3])
  func `convolutions of every stride and padding, odd sizes`(stride: Int) throws {
    var seed: UInt64 = 100
    for padding in 0...3 {
      for kernel in [[1, 1], [2, 2], [3, 3], [3, 2], [4, 1], [1, 5], [5, 5]] {
        for images in [[1, 5, 3], [17, 5, 3], [2, 7, 8], [3, 1, 1], [1, 11, 6]] {
          guard images[1] + 2 * padding >= kernel[0], images[2] + 2 * padding >= kernel[1] else { continue }
          seed += 3
          try checkConvolution(
            samples: 1 + Int(seed) % 2, images: images, filters: [3] + kernel, stride: stride, padding: padding,
            seed: seed)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 17, 24, 32, 33])
  func `convolutions of every number of channels and every width`(channels: Int) throws {
    for width in 1...40 {
      let seed = UInt64(1000 * channels + 10 * width)
      // The same number of channels before and behind: forward and backward blocks.
      try checkConvolution(images: [channels, 2, width], filters: [2, 3, 3], padding: 1, seed: seed)
      try checkConvolution(images: [2, 2, width], filters: [channels, 3, 3], padding: 1, seed: seed + 5)
    }
    for side in [23, 28, 34] {
      try checkConvolution(images: [1, side, side], filters: [channels, 3, 3], padding: 2, seed: UInt64(side))
    }
  }

  @Test(arguments: [1, 2, 5, 9])
  func `convolutions of many filters over small images`(samples: Int) throws {
    for (channels, filters) in [(3, 32), (17, 31), (16, 65)] {
      for (side, kernel, stride) in [(8, 4, 2), (4, 4, 2), (9, 3, 1), (7, 5, 3), (2, 3, 1)] {
        try checkConvolution(
          samples: samples, images: [channels, side, side + 1], filters: [filters, kernel, kernel], stride: stride,
          padding: 1, seed: UInt64(1000 * channels + 10 * side + samples))
      }
    }
  }

  @Test(arguments: 1...25)
  func `matrix products of every size around the blocks`(samples: Int) throws {
    for outputs in 1...70 {
      let inputs = (outputs * 37 + samples * 11) % 70 + 1
      let seed = UInt64(samples * 100 + outputs)
      let x = Numbers("x", [inputs], samples: samples, seed: seed)
      let w = Numbers("w", [outputs, inputs], seed: seed + 1)
      let dy = Numbers("dy", [outputs], samples: samples, seed: seed + 2)
      let wanted = ReferenceTensor(x, samples: samples).multiplied(byTransposed: ReferenceTensor(w, samples: nil))
      let experiment = Experiment(samples: samples, inputs: [x, dy], parameters: [w]) { at in
        let y = at["x"]!.multiplied(byTransposed: at["w"]!)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
      }
      try check(
        experiment, y: wanted.values, adjointTo: ["x", "w"], "\(samples)x\(inputs) by \(outputs)x\(inputs)",
        #_sourceLocation)
    }
  }

  @Test func `padding, reshapes, biases and sums`() throws {
    for (samples, c, h, w) in [(1, 1, 5, 3), (3, 17, 2, 7), (2, 3, 9, 16)] {
      let margins = Margins(top: 1, bottom: 2, left: 0, right: 3)
      let x = Numbers("x", [c, h, w], samples: samples, seed: UInt64(c))
      let reference = ReferenceTensor(x, samples: samples)
      try check(
        Experiment(
          samples: samples,
          inputs: [x, Numbers("dy", [c, h + 3, w + 3], samples: samples, seed: 5)], parameters: []
        ) { at in
          let y = at["x"]!.padded(by: margins)
          return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
        }, y: reference.padded(by: margins).values, adjointTo: ["x"], "padding of \(x.dimensions)", #_sourceLocation)
      try check(
        Experiment(
          samples: samples, inputs: [x, Numbers("dy", [c * h * w], samples: samples, seed: 6)], parameters: []
        ) { at in
          let y = at["x"]!.flattened()
          return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
        }, y: reference.values, adjointTo: ["x"], "flattening of \(x.dimensions)", #_sourceLocation)
      try check(
        Experiment(samples: samples, inputs: [x, Numbers("dy", [], samples: samples, seed: 7)], parameters: []) { at in
          let y = at["x"]!.summedPerSample()
          return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
        }, y: reference.summedPerSample().values, adjointTo: ["x"], "sum of \(x.dimensions)", #_sourceLocation)
    }
  }
}
