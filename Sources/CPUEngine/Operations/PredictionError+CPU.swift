internal import CKernels
import Tensors

/// A kernel that sums the errors of a run of elements; the mask is nil without a margin.
private typealias ErrorKernel = (
  _ prediction: UnsafePointer<Float>, _ target: UnsafePointer<Float>, _ mask: UnsafePointer<Int32>?, _ count: Int
) -> Float

/// A kernel that computes the gradient of each element from that of the sample's error.
private typealias ErrorGradientKernel = (
  _ prediction: UnsafePointer<Float>, _ target: UnsafePointer<Float>, _ upstream: Float,
  _ out: UnsafeMutablePointer<Float>, _ mask: UnsafePointer<Int32>?, _ count: Int
) -> Void

extension PredictionError.Kind {
  /// Whether the zeros in a margin have an error, so that each plane is a separate run.
  fileprivate var movesZero: Bool { self == .binaryCrossEntropy }

  /// The partition of a node's samples into runs for the kernels.
  fileprivate func runs(of layout: Layout, _ plan: PlanBuilder) -> (
    mask: UnsafePointer<Int32>?, count: Int, length: Int
  ) {
    guard movesZero, let mask = plan.tables.mask(layout) else { return (nil, 1, layout.extent) }
    return (mask, layout.channels, layout.planeLength)
  }

  fileprivate func kernel(_ kernels: HGKernels) -> ErrorKernel {
    switch self {
    case .squared: { y, t, _, count in kernels.squared_error(y, t, count) }
    case .absolute: { y, t, _, count in kernels.absolute_error(y, t, count) }
    case .huber(let delta): { y, t, _, count in kernels.huber_error(y, t, delta, count) }
    case .binaryCrossEntropy: { y, t, mask, count in kernels.cross_entropy(y, t, mask, count) }
    }
  }

  fileprivate func gradientKernel(_ kernels: HGKernels) -> ErrorGradientKernel {
    switch self {
    case .squared: { y, t, upstream, out, _, count in kernels.scaled_difference(y, t, 2 * upstream, out, count) }
    case .absolute: { y, t, upstream, out, _, count in kernels.absolute_error_gradient(y, t, upstream, out, count) }
    case .huber(let delta):
      { y, t, upstream, out, _, count in kernels.huber_error_gradient(y, t, delta, upstream, out, count) }
    case .binaryCrossEntropy:
      { y, t, upstream, out, mask, count in kernels.cross_entropy_gradient(y, t, upstream, out, mask, count) }
    }
  }
}

extension PredictionError: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let runs = kind.runs(of: layout, plan)
    let (a, b, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let kernel = kind.kernel(plan.kernels)
    plan.add { context in
      for sample in 0..<context.count {
        let prediction = context.pointer(a) + sample * a.sampleStride
        let target = context.pointer(b) + sample * b.sampleStride
        var sum: Float = 0
        for run in 0..<runs.count {
          let start = run * layout.planeStride
          sum += kernel(prediction + start, target + start, runs.mask, runs.length)
        }
        context.pointer(to)[sample * to.sampleStride] = sum
      }
    }
  }
}

extension PredictionErrorGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let runs = kind.runs(of: layout, plan)
    let (a, b, upstream) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.inputs[2]))
    let to = plan.location(unit.result)
    let kernel = kind.gradientKernel(plan.kernels)
    plan.add { context in
      for sample in 0..<context.count {
        let prediction = context.pointer(a) + sample * a.sampleStride
        let target = context.pointer(b) + sample * b.sampleStride
        let factor = context.pointer(upstream)[sample * upstream.sampleStride]
        let out = context.pointer(to) + sample * to.sampleStride
        for run in 0..<runs.count {
          let start = run * layout.planeStride
          kernel(prediction + start, target + start, factor, out + start, runs.mask, runs.length)
        }
      }
    }
  }
}
