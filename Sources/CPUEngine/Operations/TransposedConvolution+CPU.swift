internal import CKernels
import Tensors

extension TransposedConvolution: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { stride == 1 }
  var acceptsEpilogue: Bool { true }

  func reach(inputs: [Shape], result: Shape) -> Reach? {
    var reach = ConvolutionGeometry.reach(
      images: result, filters: inputs[1], features: inputs[0], stride: stride, padding: padding)
    reach.operand = 0
    return reach
  }

  func sharesOutSamples(inputs: [Shape], result: Shape, capacity: Int, threads: Int) -> Bool {
    ConvolutionGeometry.sharesOutSamples(arithmetic(inputs: inputs, result: result), capacity, threads)
  }

  func samplesTogether(inputs: [Shape], result: Shape) -> Int {
    let geometry = ConvolutionGeometry(
      images: result, filters: inputs[1], features: inputs[0], stride: stride, padding: padding)
    return winograd(geometry) == nil ? 1 : WinogradSum.samples
  }

  private func winograd(_ geometry: ConvolutionGeometry) -> WinogradTiling? {
    guard
      let tiling = WinogradTiling(images: geometry),
      tiling.isWorthwhile(channels: geometry.filters, results: geometry.channels)
    else { return nil }
    return tiling
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (upstream, filters) = (unit.inputs[0], unit.inputs[1])
    let geometry = ConvolutionGeometry(
      plan, images: unit.result, filters: plan.shape(filters).dimensions, features: upstream, stride: stride,
      padding: padding)
    let (from, to) = (plan.location(upstream), plan.location(unit.result))
    if plan.sampleVectors.count(unit) > 1, let tiling = winograd(geometry) {
      let sum = WinogradSum(images: tiling, geometry, filters: filters, plan: plan)
      let epilogue = LoweredEpilogue(unit, plan: plan)
      plan.add { context in sum.run(context, from: from, to: to, epilogue) }
      return
    }
    let phases = stride == 1 ? nil : plan.workspace(geometry.phases)
    let epilogue = LoweredEpilogue(unit, plan: plan)
    let kernels = plan.kernels
    for channels in plan.parts(of: geometry.channels) {
      var sums: [PlaneSum] = []
      for i in 0..<stride {
        for j in 0..<stride {
          sums.append(
            PlaneSum(
              geometry.backwardTerms(phase: i, j), of: geometry.features, filters: filters,
              channels: channels, channelStride: geometry.rows * geometry.columns,
              into: stride == 1 ? PlaneWindow(geometry.images) : geometry.pixels(ofPhase: i, j), plan: plan))
        }
      }
      plan.add(size: channels.count) { [sums] context in
        let (features, image) = (context.pointer(from), context.pointer(to))
        guard let phases else {
          for sum in sums { sum.run(context, features, from.sampleStride, into: image, to.sampleStride, epilogue) }
          return
        }
        let buffer = context.pointer(phases)
        for sum in sums { sum.run(context, features, from.sampleStride, into: buffer, phases.sampleStride, nil) }
        for sample in 0..<context.count {
          geometry.merge(
            buffer + sample * phases.sampleStride, into: image + sample * to.sampleStride, channels: channels,
            epilogue.kernel(context, sample: sample), kernels: kernels)
        }
      }
    }
  }
}
