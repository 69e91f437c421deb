internal import CKernels
import Tensors

extension Reduction: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement {
    guard inputs[0].isBatched, axes.contains(.samples) else { return result.isBatched ? .tile : .block }
    if isColumnSum(of: inputs[0]) { return .block }
    return function == .mean && inputs[0].dimensions.isEmpty ? .block : .accumulated
  }

  /// Whether this is a sum over samples, `[n, d]` to `[d]`, in one phase of its own.
  func isColumnSum(of input: Shape) -> Bool {
    function == .sum && axes == .samples && input.isBatched && input.dimensions.count == 1 && !isAwaited
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let shape = plan.shape(unit.inputs[0])
    switch (function, axes) {
    case (.variance, _): lowerVariance(unit, into: plan)
    case (.mean, .samples) where shape.dimensions.isEmpty: lowerMeanOfNumbers(unit, into: plan)
    case _ where isColumnSum(of: shape): lowerColumnSums(unit, into: plan)
    case (.sum, .samples): lowerBatchSum(unit, into: plan)
    case (.mean, _), (_, [.samples, .positions]): lowerChannelSum(unit, into: plan)
    case _ where !shape.isBatched: lowerShared(unit, into: plan)
    case (_, .elements): lowerSampleSum(unit, into: plan)
    case (_, .channels): lowerSumOverChannels(unit, into: plan)
    default: lowerPositions(unit, into: plan)
    }
  }

  private func lowerSampleSum(_ unit: Unit, into plan: PlanBuilder) {
    let extent = plan.layouts[unit.inputs[0]].extent
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        context.pointer(to)[sample * to.sampleStride] =
          kernels.sum(context.pointer(from) + sample * from.sampleStride, extent)
      }
    }
  }

  private func lowerSumOverChannels(_ unit: Unit, into plan: PlanBuilder) {
    let operand = unit.inputs[0]
    let runs = ChannelRuns(plan.layouts[operand], dimensions: plan.shape(operand).dimensions)
    let (from, to) = (plan.location(operand), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        if runs.stride == 1 {
          y.pointee = kernels.sum(x, runs.channels)
        } else {
          y.update(from: x, count: runs.length)
          for c in 1..<max(runs.channels, 1) { kernels.add(y, x + c * runs.stride, y, runs.length) }
        }
      }
    }
  }

  /// Groups of neighbours, and maps.
  private func lowerPositions(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let (channels, length) = (layout.channels, layout.planeLength)
    let mask = plan.tables.mask(layout)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    let (function, isCompact) = (function, layout.isCompact)
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        switch function {
        case .logSumExp: kernels.group_log_sum_exp(x, Int32(channels), Int32(length), y)
        case .maximum:
          for c in 0..<channels { y[c] = kernels.plane_maximum(x + c * layout.planeStride, Int32(length), mask) }
        default:
          if isCompact {
            kernels.group_sums(x, Int32(channels), Int32(length), y)
          } else {
            for c in 0..<channels { y[c] = kernels.sum(x + c * layout.planeStride, length) }
          }
        }
      }
    }
  }

  private func lowerShared(_ unit: Unit, into plan: PlanBuilder) {
    let size = plan.shape(unit.inputs[0])
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    guard let kernel = function == .sumOfSquares ? plan.kernels.sum_of_squares : plan.kernels.sum else { return }
    if axes == .all {
      plan.add { context in context.pointer(to).pointee = kernel(context.pointer(from), size.count) }
    } else {
      let columns = size.dimensions[1]
      plan.addBlocks(of: size.dimensions[0], size: 64) { context, rows in
        for row in rows { context.pointer(to)[row] = kernel(context.pointer(from) + row * columns, columns) }
      }
    }
  }
}
