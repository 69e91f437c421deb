import ReferenceEngine
import Tensors
import Testing

/// Products of every size around the blocks are the reference's, and so are their gradients.
@Suite struct ProductSizeTests {
  private func checkConvolution(
    samples: Int = 1, images: [Int], filters: [Int], stride: Int = 1, padding: Int, seed: UInt64,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let x = Numbers("x", images, samples: samples, seed: seed)
    let w = Numbers("w", [filters[0], images[0], filters[1], filters[2]], seed: seed + 1)
    let rows = (images[1] + 2 * padding - filters[1]) / stride + 1
    let columns = (images[2] + 2 * padding - filters[2]) / stride + 1
    let dy = Numbers("dy", [filters[0], rows, columns], samples: samples, seed: seed + 2)
    try check(
      "\(samples)x\(images) by \(filters), stride \(stride), padding \(padding)", samples, [x, dy], [w], place
    ) { at in at.x.convolved(with: at.w, stride: stride, padding: padding) }
  }

  /// The value of `trace`, y, and the gradients of Σ y dy.
  private func check(
    _ title: String, _ samples: Int, _ inputs: [Numbers], _ parameters: [Numbers], _ place: SourceLocation,
    _ trace: @escaping (Values) -> Tensor
  ) throws {
    try Experiment(samples: samples, inputs: inputs, parameters: parameters) { at in
      let y = trace(Values(at))
      return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
    }
    .checkAgainstReference(
      within: Tolerance.products, gradientsWithin: Tolerance.composed, threads: [1], title, place)
  }

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
      try check(
        "\(samples)x\(inputs) by \(outputs)x\(inputs)", samples, [x, dy], [w], #_sourceLocation
      ) { at in at.x.multiplied(byTransposed: at.w) }
    }
  }

  @Test func `padding, reshapes, biases and sums`() throws {
    for (samples, c, h, w) in [(1, 1, 5, 3), (3, 17, 2, 7), (2, 3, 9, 16)] {
      let x = Numbers("x", [c, h, w], samples: samples, seed: UInt64(c))
      let maps: [(String, [Int], (Tensor) -> Tensor)] = [
        ("padding", [c, h + 3, w + 3], { $0.padded(by: Margins(top: 1, bottom: 2, left: 0, right: 3)) }),
        ("flattening", [c * h * w], { $0.flattened() }), ("sum", [], { $0.summedPerSample() }),
      ]
      for (name, dimensions, map) in maps {
        let dy = Numbers("dy", dimensions, samples: samples, seed: 5)
        try check("\(name) of \(x.dimensions)", samples, [x, dy], [], #_sourceLocation) { map($0.x) }
      }
    }
  }
}
