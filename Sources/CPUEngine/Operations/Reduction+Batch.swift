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
      context.pointer(to).pointee = Float(sum / Double(context.wholeBatchCount))
    }
  }

  /// One number per feature, `[n, d]` to `[d]`.
  func lowerColumnSums(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let isWhole = plan.sumsSamplesOfAll(unit)
    let from = (isWhole ? plan.samplesOfAll(unit.inputs[0]) : nil) ?? plan.location(unit.inputs[0])
    let to = plan.location(unit.result)
    let kernels = plan.kernels
    plan.add { context in
      kernels.column_sums(
        context.pointer(from), from.sampleStride, Int32(isWhole ? context.wholeBatchCount : context.count),
        Int32(layout.width), context.pointer(to))
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
      let count = Float(context.wholeBatchCount * elements)
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

  /// One pass: each group accumulates its mean and the squares around it (Welford); groups, and then processes, are
  /// merged by means and squares (Chan, Golub and LeVeque 1979).
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
    let floats = 2 * row + 1
    let exchange = plan.ranks > 1 ? PartsExchange(floats: floats, into: plan) : nil
    let moments = plan.accumulator(floats: floats) { context, moments, groups in
      func merged(_ c: Int) -> MergedMoments {
        MergedMoments(of: c, row: row, elements: elements, moments, parts: groups, stride: context.groupStride)
      }
      guard let exchange else {
        let out = context.pointer(to)
        for c in 0..<channels { out[c] = Float(merged(c).variance) }
        return
      }
      let own = context.pointer(exchange.own)
      for c in 0..<channels {
        let channel = merged(c)
        (own[c], own[row + c]) = (Float(channel.mean), Float(channel.squares))
      }
      own[2 * row] = Float(context.batchCount)
    }
    if let exchange {
      plan.addAfterExchange(exchange) { context in
        let (parts, out) = (context.pointer(exchange.parts), context.pointer(to))
        for c in 0..<channels {
          let channel = MergedMoments(
            of: c, row: row, elements: elements, parts, parts: exchange.ranks, stride: exchange.floats)
          out[c] = Float(channel.variance)
        }
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

/// The mean of a channel and the squares around it, merged from parts of the samples.
private struct MergedMoments {
  private(set) var mean = 0.0
  private(set) var squares = 0.0
  private var count = 0.0
  var variance: Double { squares / count }

  /// Merges the moments of channel `c` in the order of parts.
  ///
  /// - Parameters:
  ///   - c: The channel.
  ///   - row: The floats of the means of a part; the squares follow, then the number of samples.
  ///   - elements: The elements of the channel in a sample.
  ///   - moments: The moments of the first part.
  ///   - parts: The number of parts.
  ///   - stride: The floats between two parts.
  init(of c: Int, row: Int, elements: Int, _ moments: UnsafePointer<Float>, parts: Int, stride: Int) {
    for index in 0..<parts {
      let part = moments + index * stride
      let added = Double(part[2 * row]) * Double(elements)
      guard added > 0 else { continue }
      let distance = Double(part[c]) - mean
      squares += Double(part[row + c]) + distance * distance * count * added / (count + added)
      mean += distance * added / (count + added)
      count += added
    }
  }
}
