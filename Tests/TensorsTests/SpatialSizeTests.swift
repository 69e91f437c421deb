import ReferenceEngine
import Tensors
import Testing

/// A linear function of images.
enum SpatialMap: Sendable {
  case pooledAndUnpooled(window: Int, stride: Int, padding: Int)
  case averagePooled(window: Int, stride: Int, padding: Int)
  case nearest(Int)
  case bilinear(Int)
  case fixedUnpooling(window: Int, stride: Int, height: Int, width: Int)
  case filtered([Float], padding: Int)
  case cropped(Margins)

  /// The function of `x`; where there are windows to choose in, `guide` chooses.
  func callAsFunction(_ x: Tensor, guide: Tensor) -> Tensor {
    switch self {
    case .pooledAndUnpooled(let window, let stride, let padding):
      let switches = guide.maxSwitches(window: window, stride: stride, padding: padding)
      return x.gathered(at: switches, window: window, stride: stride, padding: padding)
    case .averagePooled(let window, let stride, let padding):
      return x.averagePooled(window: window, stride: stride, padding: padding)
    case .nearest(let factor): return x.upsampledNearest(by: factor)
    case .bilinear(let factor): return x.upsampledBilinear(by: factor)
    case .fixedUnpooling(let window, let stride, let height, let width):
      return x.unpooledAtFixedPositions(window: window, stride: stride, height: height, width: width)
    case .filtered(let taps, let padding): return x.filtered(by: taps, padding: padding)
    case .cropped(let margins): return x.cropped(by: margins)
    }
  }
}

/// Spatial operations of every width are the reference's, and so are their gradients.
@Suite struct SpatialSizeTests {
  /// `map` of images of `size`, and the gradients of Σ y dy: once on planes without margins, once between convolutions,
  /// where planes before and behind have pitches and margins of their own.
  private func check(
    _ map: SpatialMap, size: [Int], samples: Int = 2, seed: UInt64, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let x = Numbers("x", size, samples: samples, seed: seed)
    let z = Numbers("z", size, samples: samples, seed: seed + 1)
    let w = Numbers("w", [size[0], size[0], 3, 3], seed: seed + 2)
    let v = Numbers("v", [2, size[0], 3, 3], seed: seed + 3)
    for isAmongConvolutions in [false, true] {
      func trace(_ at: Values) -> Tensor {
        guard isAmongConvolutions else { return map(at.x, guide: at.z) }
        return map(at.x.convolved(with: at.w, stride: 1, padding: 1), guide: at.z)
          .convolved(with: at.v, stride: 1, padding: 2)
      }
      try check(
        "\(map) of \(samples)x\(size)\(isAmongConvolutions ? " among convolutions" : "")", samples, [x, z],
        [w, v], seed: seed + 4, place, trace)
    }
  }

  /// The value of `trace`, y, and the gradients of Σ y dy with a dy that depends on `seed`.
  private func check(
    _ title: String, _ samples: Int, _ inputs: [Numbers], _ parameters: [Numbers], seed: UInt64,
    within tolerance: Double = Tolerance.products, _ place: SourceLocation = #_sourceLocation,
    _ trace: @escaping (Values) -> Tensor
  ) throws {
    var experiment = Experiment(samples: samples, inputs: inputs, parameters: parameters) { at in
      Traced(results: [("y", trace(Values(at)))])
    }
    let y = try experiment.traced().results[0].tensor.shape
    experiment.inputs.append(Numbers("dy", y.dimensions, samples: samples, seed: seed))
    experiment.model = { at in
      let y = trace(Values(at))
      return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
    }
    try experiment.checkAgainstReference(
      within: tolerance, gradientsWithin: max(tolerance, Tolerance.composed), threads: [1], title, place)
  }

  @Test(arguments: [0, 1])
  func `windows of two`(padding: Int) throws {
    for width in 2...40 {
      let size = [1 + width % 3, 2 + width % 4, width]
      let seed = UInt64(100 * padding + 1000 * width)
      try check(.pooledAndUnpooled(window: 2, stride: 2, padding: padding), size: size, seed: seed)
      try check(.averagePooled(window: 2, stride: 2, padding: padding), size: size, seed: seed + 10)
    }
    for side in [64, 65] {
      try check(.pooledAndUnpooled(window: 2, stride: 2, padding: padding), size: [1, 5, side], seed: UInt64(side))
    }
  }

  @Test func `windows of every kind`() throws {
    var seed: UInt64 = 7
    for (window, stride, padding) in [
      (1, 1, 0), (1, 2, 0), (2, 1, 1), (2, 3, 0), (3, 1, 1), (3, 2, 1), (3, 3, 0), (4, 2, 2),
    ] {
      for size in [[1, 4, 4], [2, 7, 5], [1, 5, 18]] {
        seed += 10
        try check(.pooledAndUnpooled(window: window, stride: stride, padding: padding), size: size, seed: seed)
        try check(.averagePooled(window: window, stride: stride, padding: padding), size: size, seed: seed + 5)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4])
  func `upsampling`(factor: Int) throws {
    for width in factor == 2 ? Array(1...34) : [1, 2, 5, 16, 17] {
      let size = [1 + width % 2, 1 + width % 4, width]
      try check(.nearest(factor), size: size, seed: UInt64(width))
      try check(.bilinear(factor), size: size, seed: UInt64(50 + width))
    }
  }

  @Test func `unpooling at fixed positions`() throws {
    for width in 2...36 {
      try check(
        .fixedUnpooling(window: 2, stride: 2, height: 5, width: width), size: [2, 2, width / 2], seed: UInt64(width))
    }
    try check(.fixedUnpooling(window: 3, stride: 3, height: 7, width: 11), size: [2, 2, 3], seed: 91)
    try check(.fixedUnpooling(window: 3, stride: 1, height: 6, width: 5), size: [1, 4, 3], seed: 92)
  }

  @Test func `filters`() throws {
    for width in [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 80] {
      for (taps, padding): ([Float], Int) in [([0.5], 0), ([0.25, 0.5, 0.125], 1), ([0.1, 0.2, 0.4, -0.2, 0.3], 4)] {
        try check(.filtered(taps, padding: padding), size: [2, 3, width], seed: UInt64(width))
      }
      guard width > 2 else { continue }
      try check(.filtered([0.25, 0.5, 0.125], padding: 0), size: [1, 4, width], seed: UInt64(width))
    }
  }

  @Test func `crops`() throws {
    for width in [4, 15, 16, 17, 20] {
      try check(
        .cropped(Margins(top: 1, bottom: 0, left: 2, right: 1)), size: [2, 3, width], seed: UInt64(width))
    }
  }

  @Test(arguments: [2, 3])
  func `strided convolutions of every width, and their adjoints`(stride: Int) throws {
    for width in 4...36 {
      let seed = UInt64(width)
      let padding = width % 3
      let x = Numbers("x", [2, 5, width], samples: 2, seed: seed)
      let w = Numbers("w", [3, 2, 4, 4], seed: seed + 1)
      let rows = (5 + 2 * padding - 4) / stride + 1
      let columns = (width + 2 * padding - 4) / stride + 1
      let z = Numbers("z", [3, rows, columns], samples: 2, seed: seed + 2)
      let outputPadding = (width + 2 * padding - 4) % stride
      let title = "stride \(stride), padding \(padding), width \(width)"
      try check("convolution, \(title)", 2, [x], [w], seed: seed + 3) { at in
        at.x.convolved(with: at.w, stride: stride, padding: padding)
      }
      try check("transposed, \(title)", 2, [z], [w], seed: seed + 4) { at in
        at.z.transposeConvolved(with: at.w, stride: stride, padding: padding, outputPadding: outputPadding)
      }
    }
  }

  @Test func `warps`() throws {
    for width in [1, 5, 16, 63, 64, 65] {
      let size = [2, 4, width]
      let x = Numbers("x", size, samples: 3, seed: UInt64(width))
      var maps = Numbers("maps", [6], samples: 3, seed: UInt64(width + 2))
      for i in maps.values.indices { maps.values[i] = (i % 6 == 0 || i % 6 == 4 ? 1 : 0) + 0.3 * maps.values[i] }
      // Coordinates up to 35 in float32 are good to 4e-6, and two pixels differ by up to 2.
      try check("warp of \(size)", 3, [x, maps], [], seed: UInt64(width + 1), within: 2e-5) { at in
        at.x.warped(by: at.maps)
      }
    }
  }

  @Test func `a warp that changes nothing changes no bit`() throws {
    let x = Numbers("x", [2, 5, 9], samples: 2, seed: 1)
    let maps = Numbers("maps", [6], [1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0])
    let experiment = Experiment(samples: 2, inputs: [x, maps], parameters: []) { at in
      Traced(results: [("y", at["x"]!.warped(by: at["maps"]!))])
    }
    for (set, outcome) in try experiment.runEverywhere() { #expect(outcome["y"] == x.values, "\(set)") }
  }
}
