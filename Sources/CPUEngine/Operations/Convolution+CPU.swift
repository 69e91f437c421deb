import Tensors

extension Convolution: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { stride == 1 }
  var acceptsEpilogue: Bool { true }

  func reach(inputs: [Shape], result: Shape) -> Reach? {
    ConvolutionGeometry.reach(images: inputs[0], filters: inputs[1], features: result, stride: stride, padding: padding)
  }

  func sharesOutSamples(inputs: [Shape], result: Shape, capacity: Int, threads: Int) -> Bool {
    ConvolutionGeometry.sharesOutSamples(arithmetic(inputs: inputs, result: result), capacity, threads)
  }

  func samplesTogether(inputs: [Shape], result: Shape) -> Int {
    let geometry = ConvolutionGeometry(
      images: inputs[0], filters: inputs[1], features: result, stride: stride, padding: padding)
    return winograd(geometry) == nil ? 1 : WinogradSum.samples
  }

  private func winograd(_ geometry: ConvolutionGeometry) -> WinogradTiling? {
    guard
      let tiling = WinogradTiling(features: geometry),
      tiling.isWorthwhile(channels: geometry.channels, results: geometry.filters)
    else { return nil }
    return tiling
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (images, filters) = (unit.inputs[0], unit.inputs[1])
    let geometry = ConvolutionGeometry(
      plan, images: images, filters: plan.shape(filters).dimensions, features: unit.result, stride: stride,
      padding: padding)
    let (from, to) = (plan.location(images), plan.location(unit.result))
    if plan.sampleVectors.count(unit) > 1, let tiling = winograd(geometry) {
      let sum = WinogradSum(features: tiling, geometry, filters: filters, plan: plan)
      let epilogue = LoweredEpilogue(unit, plan: plan)
      plan.add { context in sum.run(context, from: from, to: to, epilogue) }
      return
    }
    let phases = stride == 1 ? nil : plan.workspace(geometry.phases)
    let epilogue = LoweredEpilogue(unit, plan: plan)
    let kernels = plan.kernels
    for channels in plan.parts(of: geometry.filters) {
      let sum = PlaneSum(
        geometry.forwardTerms, of: stride == 1 ? geometry.images : geometry.phases, filters: filters,
        channels: channels, channelStride: geometry.terms, into: PlaneWindow(geometry.features), plan: plan)
      plan.add(size: channels.count) { context in
        let image = context.pointer(from)
        guard let phases else {
          sum.run(context, image, from.sampleStride, into: context.pointer(to), to.sampleStride, epilogue)
          return
        }
        let buffer = context.pointer(phases)
        for sample in 0..<context.count {
          geometry.split(
            image + sample * from.sampleStride, into: buffer + sample * phases.sampleStride, kernels: kernels)
        }
        sum.run(context, buffer, phases.sampleStride, into: context.pointer(to), to.sampleStride, epilogue)
      }
    }
  }
}

extension ConvolutionGeometry {
  /// The minimum number of operations worth synchronising threads.
  private static let minShared = 800_000
  /// The maximum number of parts of a result's channels: each part rearranges the pixels for itself.
  fileprivate static let maxParts = 8

  /// Whether threads share the channels of a convolution's result instead of samples: with fewer samples than possible
  /// parts.
  static func sharesOutSamples(_ arithmetic: Int, _ capacity: Int, _ threads: Int) -> Bool {
    2 * capacity <= min(threads, maxParts) && capacity * arithmetic >= minShared
  }
}

extension PlanBuilder {
  /// The parts of `channels` for the threads when they share samples; otherwise one part.
  func parts(of channels: Int) -> [Range<Int>] {
    let count = isOfBlocks ? min(threads, channels, ConvolutionGeometry.maxParts) : 1
    return (0..<count).map { channels * $0 / count..<channels * ($0 + 1) / count }
  }
}
