import CPUEngine
import Tensors
import Testing

/// A linear function of images, in either algebra.
enum SpatialMap: Sendable {
  case pooledAndUnpooled(window: Int, stride: Int, padding: Int)
  case averagePooled(window: Int, stride: Int, padding: Int)
  case nearest(Int)
  case bilinear(Int)
  case fixedUnpooling(window: Int, stride: Int, height: Int, width: Int)
  case filtered([Float], padding: Int)
  case cropped(Margins)

  /// The function of `x`; where there are windows to choose in, `guide` chooses.
  func callAsFunction<T: Algebra>(_ x: T, guide: T) -> T {
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

/// Spatial operations are the reference's, and their gradients adjoint to them, at every width.
@Suite struct SpatialAdjointTests {
  /// y of `map` on images of `size` against the reference, and <y, dy> against <x, dx>: once on planes without margins,
  /// once between convolutions, where planes before and behind have pitches and margins of their own.
  private func check(
    _ map: SpatialMap, size: [Int], samples: Int = 2, seed: UInt64, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let x = Numbers("x", size, samples: samples, seed: seed)
    let z = Numbers("z", size, samples: samples, seed: seed + 1)
    let w = Numbers("w", [size[0], size[0], 3, 3], seed: seed + 2)
    let v = Numbers("v", [2, size[0], 3, 3], seed: seed + 3)
    for isAmongConvolutions in [false, true] {
      func trace<T: Algebra>(_ at: Values<T>) -> T {
        guard isAmongConvolutions else { return map(at.x, guide: at.z) }
        return map(at.x.convolved(with: at.w, stride: 1, padding: 1), guide: at.z)
          .convolved(with: at.v, stride: 1, padding: 2)
      }
      var reference: [String: ReferenceTensor] = [:]
      for numbers in [x, z] { reference[numbers.name] = ReferenceTensor(numbers, samples: samples) }
      for numbers in [w, v] { reference[numbers.name] = ReferenceTensor(numbers, samples: nil) }
      let wanted = trace(Values(reference))
      let dy = Numbers("dy", wanted.dimensions, samples: samples, seed: seed + 4)
      let experiment = Experiment(samples: samples, inputs: [x, z, dy], parameters: [w, v]) { at in
        let y = trace(Values(at))
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: samples))
      }
      let title = "\(map) of \(samples)x\(size)\(isAmongConvolutions ? " among convolutions" : "")"
      for set in InstructionSet.available {
        let outcome = try experiment.run(on: set, threads: 1)
        let (y, dx) = (outcome["y"] ?? [], outcome["dx"] ?? [])
        expectClose(y, wanted.values, within: Tolerance.products, "\(title) on \(set.name)", place)
        let difference = abs(dot(y, dy.values) - dot(x.values, dx))
        let scale = (dot(y, y) * dot(dy.values, dy.values)).squareRoot() + 1
        #expect(dx.count == x.values.count, "\(title) on \(set.name)", sourceLocation: place)
        #expect(difference <= Tolerance.products * scale, "dx of \(title) on \(set.name)", sourceLocation: place)
      }
    }
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }

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
      let reference = ReferenceTensor(x, samples: 2).convolved(
        with: ReferenceTensor(w, samples: nil), stride: stride, padding: padding)
      let z = Numbers("z", reference.dimensions, samples: 2, seed: seed + 2)
      let outputPadding = (width + 2 * padding - 4) % stride
      let back = ReferenceTensor(z, samples: 2).transposeConvolved(
        with: ReferenceTensor(w, samples: nil), stride: stride, padding: padding, outputPadding: outputPadding)
      let experiment = Experiment(samples: 2, inputs: [x, z], parameters: [w]) { at in
        Traced(results: [
          ("y", at["x"]!.convolved(with: at["w"]!, stride: stride, padding: padding)),
          (
            "back",
            at["z"]!.transposeConvolved(
              with: at["w"]!, stride: stride, padding: padding, outputPadding: outputPadding)
          ),
        ])
      }
      for set in InstructionSet.available {
        let outcome = try experiment.run(on: set, threads: 1)
        let title = "stride \(stride), padding \(padding), width \(width) on \(set.name)"
        expectClose(outcome["y"], reference.values, within: Tolerance.products, "convolution, \(title)")
        expectClose(outcome["back"], back.values, within: Tolerance.products, "transposed, \(title)")
      }
    }
  }

  @Test func `warps, beside the reference and adjoint`() throws {
    for width in [1, 5, 16, 63, 64, 65] {
      let size = [2, 4, width]
      let x = Numbers("x", size, samples: 3, seed: UInt64(width))
      let dy = Numbers("dy", size, samples: 3, seed: UInt64(width + 1))
      var maps = Numbers("maps", [6], samples: 3, seed: UInt64(width + 2))
      for i in maps.values.indices { maps.values[i] = (i % 6 == 0 || i % 6 == 4 ? 1 : 0) + 0.3 * maps.values[i] }
      let wanted = ReferenceTensor(x, samples: 3).warped(by: ReferenceTensor(maps, samples: 3))
      let experiment = Experiment(samples: 3, inputs: [x, dy, maps], parameters: []) { at in
        let y = at["x"]!.warped(by: at["maps"]!)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: 3))
      }
      for (set, outcome) in try experiment.runEverywhere() {
        expectClose(outcome["y"], wanted.values, within: 2e-5, "warp of \(size) on \(set)")
        let (y, dx) = (outcome["y"] ?? [], outcome["dx"] ?? [])
        #expect(abs(dot(y, dy.values) - dot(x.values, dx)) < 1e-3, "dx of \(size) on \(set)")
        #expect(outcome["dmaps"] == nil)
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
