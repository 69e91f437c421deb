internal import CKernels
import Tensors

// Reductions over the samples of a batch: sums of each group of tiles, merged at the end.

extension Reduction {
  /// In double precision, since the result is a loss.
  func lowerMeanOfNumbers(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.add { context in
      let numbers = context.pointer(from)
      var sum = 0.0
      for sample in 0..<context.count { sum += Double(numbers[sample * from.sampleStride]) }
      context.pointer(to).pointee = Float(sum / Double(context.count))
    }
  }

  /// One number per feature, `[n, d]` to `[d]`.
  func lowerColumnSums(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      kernels.column_sums(
        context.pointer(from), from.sampleStride, Int32(context.count), Int32(layout.width), context.pointer(to))
    }
  }

  /// `[n, …]` to `[…]`.
  func lowerBatchSum(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let from = plan.location(unit.inputs[0])
    let sums = plan.accumulator(unit)
    let kernels = plan.kernels
    plan.add { context in
      let total = context.pointer(sums)
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        layout.forEachRun { offset, compact, count in
          kernels.add(total + compact, x + offset, total + compact, count)
        }
      }
    }
  }

  /// The sum or mean of each channel, `[n, c, …]` to `[c]`.
  func lowerChannelSum(_ unit: Unit, into plan: PlanBuilder) {
    let shape = plan.shape(unit.inputs[0])
    let layout = plan.layouts[unit.inputs[0]]
    let channels = shape.dimensions[0]
    let elements = function == .mean ? shape.elementsPerChannel : nil
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    let sums = plan.accumulator(floats: channels) { context, sums, groups in
      let out = context.pointer(to)
      out.update(from: sums, count: channels)
      for group in 1..<max(groups, 1) { kernels.add(out, sums + group * context.groupStride, out, channels) }
      guard let elements else { return }
      let count = Float(context.batchCount * elements)
      for c in 0..<channels { out[c] /= count }
    }
    guard shape.dimensions.count > 1 else {
      plan.add { context in
        let total = context.pointer(sums)
        for sample in 0..<context.count {
          kernels.add(total, context.pointer(from) + sample * from.sampleStride, total, channels)
        }
      }
      return
    }
    // Zeros follow a plane with a margin: summing whole vectors is faster.
    let length = layout.isCompact ? layout.planeLength : roundUp(layout.planeLength)
    plan.add { context in
      for sample in 0..<context.count {
        kernels.plane_sums(
          context.pointer(from) + sample * from.sampleStride, layout.planeStride, Int32(channels), Int32(length),
          context.pointer(sums))
      }
    }
  }

  /// One pass: each group accumulates its mean and the squares around it (Welford); groups are merged by means and
  /// squares (Chan, Golub and LeVeque 1979).
  func lowerVariance(_ unit: Unit, into plan: PlanBuilder) {
    let shape = plan.shape(unit.inputs[0])
    let layout = plan.layouts[unit.inputs[0]]
    let channels = shape.dimensions[0]
    let elements = shape.elementsPerChannel
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let mask = plan.tables.mask(layout)
    let kernels = plan.kernels
    let isPlanes = shape.dimensions.count > 1
    // A group's means, its squares, and the number of its samples.
    let row = roundUp(channels)
    let moments = plan.accumulator(floats: 2 * row + 1) { context, moments, groups in
      let out = context.pointer(to)
      for c in 0..<channels {
        var (count, mean, squares) = (0.0, 0.0, 0.0)
        for group in 0..<groups {
          let part = moments + group * context.groupStride
          let added = Double(part[2 * row]) * Double(elements)
          guard added > 0 else { continue }
          let distance = Double(part[c]) - mean
          squares += Double(part[row + c]) + distance * distance * count * added / (count + added)
          mean += distance * added / (count + added)
          count += added
        }
        out[c] = Float(squares / count)
      }
    }
    plan.add { context in
      let means = context.pointer(moments)
      let (squares, seen) = (means + row, means + 2 * row)
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        if isPlanes {
          kernels.add_plane_moments(
            x, layout.planeStride, Int32(channels), Int32(layout.planeLength), mask, Float(elements),
            seen.pointee, means, squares)
        } else {
          kernels.add_moments(x, channels, seen.pointee, means, squares)
        }
        seen.pointee += 1
      }
    }
  }
}
