import Tensors

extension TransposedConvolution: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { stride == 1 }
  var acceptsEpilogue: Bool { true }

  /// The convolution whose input gradient has the shape of `result`.
  private func adjoint(_ result: Shape) -> ConvolutionInputGradient {
    ConvolutionInputGradient(
      stride: stride, padding: padding, height: result.dimensions[1], width: result.dimensions[2])
  }

  func reach(inputs: [Shape], result: Shape) -> Reach? { adjoint(result).reach(inputs: inputs, result: result) }

  func sharesOutSamples(inputs: [Shape], result: Shape, capacity: Int, threads: Int) -> Bool {
    adjoint(result).sharesOutSamples(inputs: inputs, result: result, capacity: capacity, threads: threads)
  }

  func samplesTogether(inputs: [Shape], result: Shape) -> Int {
    adjoint(result).samplesTogether(inputs: inputs, result: result)
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) { adjoint(plan.shape(unit.result)).lower(unit, into: plan) }
}
