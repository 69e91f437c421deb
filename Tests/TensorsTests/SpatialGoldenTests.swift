import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Values and gradients of spatial operations are PyTorch's.
@Suite struct SpatialGoldenTests {
  /// Compares `operation` with each of `goldens`.
  private func check<Golden: PlanewiseGolden>(
    _ goldens: [Golden], within tolerance: Double = Tolerance.products,
    beside inputs: (Golden) -> [Numbers] = { _ in [] },
    _ operation: @escaping (_ golden: Golden, _ at: [String: Tensor]) -> Tensor,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    for golden in goldens {
      let images = [golden.channels, golden.height, golden.width]
      let experiment = Experiment(
        samples: golden.n,
        inputs: [Numbers("x", images, golden.x.floats), Numbers("dy", golden.shape, golden.dy.floats)]
          + inputs(golden), parameters: []
      ) { at in
        let y = operation(golden, at)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: golden.n))
      }
      for (set, outcome) in try experiment.runEverywhere() {
        let title = "\(Golden.self) of \(golden.n)x\(images) to \(golden.shape) on \(set)"
        expectClose(outcome["y"], golden.y, within: tolerance, "y: \(title)", place)
        expectClose(outcome["dx"], golden.dx, within: tolerance, "dx: \(title)", place)
      }
    }
  }

  @Test func `a transposed convolution with bias, and its gradients`() throws {
    for golden in SpatialGoldens.all.transposedConvolution {
      let images = [golden.inputChannels, golden.height, golden.width]
      let kernel = [golden.inputChannels, golden.outputChannels, golden.kernelHeight, golden.kernelWidth]
      func size(_ extent: Int, _ kernel: Int) -> Int {
        (extent - 1) * golden.stride - 2 * golden.padding + kernel + golden.outputPadding
      }
      let result = [
        golden.outputChannels, size(golden.height, golden.kernelHeight), size(golden.width, golden.kernelWidth),
      ]
      let experiment = Experiment(
        samples: golden.n,
        inputs: [Numbers("x", images, golden.x.floats), Numbers("dy", result, golden.dy.floats)],
        parameters: [
          Numbers("w", kernel, golden.w.floats), Numbers("b", [golden.outputChannels], golden.b.floats),
        ]
      ) { at in
        let y = at["x"]!.transposeConvolved(
          with: at["w"]!, stride: golden.stride, padding: golden.padding, outputPadding: golden.outputPadding
        ).adding(bias: at["b"]!)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: golden.n))
      }
      let title =
        "\(golden.n)x\(images) by \(kernel), stride \(golden.stride), paddings \(golden.padding), \(golden.outputPadding)"
      for (set, outcome) in try experiment.runEverywhere() {
        for (name, wanted) in [("y", golden.y), ("dx", golden.dx), ("dw", golden.dw), ("db", golden.db)] {
          expectClose(outcome[name], wanted, within: Tolerance.products, "\(name) of \(title) on \(set)")
        }
      }
    }
  }

  @Test func `max pooling, its switches, unpooling, and their gradients`() throws {
    for golden in SpatialGoldens.all.maxPooling {
      let images = [golden.channels, golden.height, golden.width]
      let pooled = [
        golden.channels, (golden.height + 2 * golden.padding - golden.window) / golden.stride + 1,
        (golden.width + 2 * golden.padding - golden.window) / golden.stride + 1,
      ]
      let experiment = Experiment(
        samples: golden.n,
        inputs: [
          Numbers("x", images, golden.x.floats), Numbers("dy", pooled, golden.dy.floats),
          Numbers("z", pooled, golden.z.floats), Numbers("du", images, golden.du.floats),
        ], parameters: []
      ) { at in
        let pooling = at["x"]!.maxPooled(window: golden.window, stride: golden.stride, padding: golden.padding)
        let unpooled = at["z"]!.maxUnpooled(by: pooling)
        return Traced(
          results: [("y", pooling.values), ("switches", pooling.switches), ("unpooled", unpooled)],
          loss: pooling.values.contracted(with: at["dy"]!, samples: golden.n)
            + unpooled.contracted(with: at["du"]!, samples: golden.n))
      }
      let title =
        "\(golden.n)x\(images), window \(golden.window), stride \(golden.stride), padding \(golden.padding)"
      for (set, outcome) in try experiment.runEverywhere() {
        #expect(outcome["y"] == golden.y.floats, "y of \(title) on \(set)")
        #expect(outcome["switches"] == golden.switches.floats, "switches of \(title) on \(set)")
        expectClose(outcome["unpooled"], golden.unpooled, within: 1e-6, "unpooled \(title) on \(set)")
        expectClose(outcome["dx"], golden.dx, within: 1e-6, "dx of \(title) on \(set)")
        expectClose(outcome["dz"], golden.dz, within: 1e-6, "dz of \(title) on \(set)")
      }
    }
  }

  @Test func `average pooling, and its gradient`() throws {
    try check(SpatialGoldens.all.averagePooling) { golden, at in
      at["x"]!.averagePooled(window: golden.window, stride: golden.stride, padding: golden.padding)
    }
  }

  @Test func `nearest and bilinear upsampling, and their gradients`() throws {
    try check(SpatialGoldens.all.upsampling) { golden, at in
      golden.kind == "nearest"
        ? at["x"]!.upsampledNearest(by: golden.factor) : at["x"]!.upsampledBilinear(by: golden.factor)
    }
  }

  @Test func `separable filters, and their gradients`() throws {
    try check(SpatialGoldens.all.filter) { golden, at in
      at["x"]!.filtered(by: golden.taps.floats, padding: golden.padding)
    }
  }

  @Test func `affine warps, and their gradients`() throws {
    // Coordinates up to 35 in float32 are good to 4e-6, and two pixels differ by up to 2.
    try check(
      SpatialGoldens.all.warp, within: 2e-5, beside: { [Numbers("maps", [6], $0.maps.floats)] }
    ) { _, at in at["x"]!.warped(by: at["maps"]!) }
  }

  @Test func `cropping, and its gradient`() throws {
    try check(SpatialGoldens.all.crop, within: 1e-6) { golden, at in
      at["x"]!.cropped(
        by: Margins(top: golden.top, bottom: golden.bottom, left: golden.left, right: golden.right))
    }
  }

  @Test func `unpooling at fixed positions, and its gradient`() throws {
    try check(SpatialGoldens.all.fixedUnpooling, within: 1e-6) { golden, at in
      at["x"]!.unpooledAtFixedPositions(
        window: golden.window, stride: golden.stride, height: golden.resultHeight, width: golden.resultWidth)
    }
  }
}
