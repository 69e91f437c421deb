internal import CKernels
import Tensors

// Reductions over the samples of a batch: sums of each group of tiles, merged at the end.

extension Reduction {
  /// The mean of one number per sample, `[n]` to `[]`.
  func lowerMeanOfNumbers(_ unit: Unit, into plan: PlanBuilder) {
    let from = plan.location(unit.inputs[0])
    let destination = plan.sumDestination(unit)
    plan.add { context in
      let numbers = context.pointer(from)
      var sum = 0.0
      for sample in 0..<context.count { sum += Double(numbers[sample * from.sampleStride]) }
      sum /= Double(context.wholeBatchCount)
      destination.store(&sum, at: 0, count: 1, in: context)
    }
  }

  /// One number per feature, `[n, d]` to `[d]`.
  func lowerColumnSums(_ unit: Unit, into plan: PlanBuilder) {
    let width = plan.layouts[unit.inputs[0]].width
    let whole = plan.sumsSamplesOfAll(unit) ? plan.samplesOfAll(unit.inputs[0]) : nil
    let from = whole ?? plan.location(unit.inputs[0])
    let destination =
      whole == nil
      ? plan.sumDestination(unit)
      : SumDestination(value: plan.location(unit.result), term: nil, kernels: plan.kernels)
    let sums = plan.workspace(floats: width)
    let totals = plan.workspace(floats: 2 * width)
    let kernels = plan.kernels
    plan.add { context in
      let (sums, totals) = (context.pointer(sums), context.doubles(totals))
      totals.update(repeating: 0, count: width)
      let share = whole == nil ? context.share : 0..<context.wholeBatchCount
      Segments.ofBlocks.forEach(in: share, of: context.wholeBatchCount) { _, samples in
        kernels.column_sums(
          context.pointer(from) + (samples.lowerBound - share.lowerBound) * from.sampleStride, from.sampleStride,
          Int32(samples.count), Int32(width), sums)
        kernels.add_to_doubles(sums, totals, width)
      }
      destination.store(totals, at: 0, count: width, in: context)
    }
  }

  /// `[n, …]` to `[…]`.
  func lowerBatchSum(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let from = plan.location(unit.inputs[0])
    let sums = plan.accumulator(unit)
    let kernels = plan.kernels
    plan.addSums { context in
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
    let from = plan.location(unit.inputs[0])
    let kernels = plan.kernels
    let sums = plan.accumulator(unit, count: channels) { sum, _, context in
      elements.map { sum / Float(context.wholeBatchCount * $0) } ?? sum
    }
    guard shape.dimensions.count > 1 else {
      plan.addSums { context in
        let total = context.pointer(sums)
        for sample in 0..<context.count {
          kernels.add(total, context.pointer(from) + sample * from.sampleStride, total, channels)
        }
      }
      return
    }
    // Zeros follow a plane with a margin: summing whole vectors is faster.
    let length = layout.isCompact ? layout.planeLength : roundUp(layout.planeLength)
    plan.addSums { context in
      for sample in 0..<context.count {
        kernels.plane_sums(
          context.pointer(from) + sample * from.sampleStride, layout.planeStride, Int32(channels), Int32(length),
          context.pointer(sums))
      }
    }
  }

  /// One pass: each segment accumulates its mean and the squares around it (Welford); segments, and then processes, are
  /// merged by means and squares (Chan, Golub and LeVeque 1979) in double precision.
  func lowerVariance(_ unit: Unit, into plan: PlanBuilder) {
    let shape = plan.shape(unit.inputs[0])
    let layout = plan.layouts[unit.inputs[0]]
    let channels = shape.dimensions[0]
    let elements = shape.elementsPerChannel
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let mask = plan.tables.mask(layout)
    let kernels = plan.kernels
    let isPlanes = shape.dimensions.count > 1
    // A segment's means, its squares, and the number of its samples.
    let row = roundUp(channels)
    let moments = plan.accumulator(floats: 2 * row + 1)
    let exchange = plan.ranks > 1 ? PartsExchange(doubles: 2 * channels + 1, into: plan) : nil
    plan.addReduction(of: moments) { context, moments in
      let out = context.pointer(to)
      let own = exchange.map { context.doubles($0.own) }
      for c in 0..<channels {
        var merged = MergedMoments()
        for part in moments.segments {
          merged.merge(
            mean: Double(part[c]), squares: Double(part[row + c]), count: Double(part[2 * row]) * Double(elements))
        }
        if let own { (own[c], own[channels + c]) = (merged.mean, merged.squares) } else { out[c] = merged.variance }
      }
      own?[2 * channels] = Double(context.batchCount) * Double(elements)
    }
    if let exchange {
      plan.addAfterExchange(exchange) { context in
        let (parts, out) = (context.doubles(exchange.parts), context.pointer(to))
        for c in 0..<channels {
          var merged = MergedMoments()
          for rank in 0..<exchange.ranks {
            let part = parts + rank * exchange.doubles
            merged.merge(mean: part[c], squares: part[channels + c], count: part[2 * channels])
          }
          out[c] = merged.variance
        }
      }
    }
    plan.addSums { context in
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
  var variance: Float { Float(squares / count) }

  /// Adds a part of `count` elements.
  mutating func merge(mean other: Double, squares added: Double, count more: Double) {
    guard more > 0 else { return }
    let distance = other - mean
    squares += added + distance * distance * count * more / (count + more)
    mean += distance * more / (count + more)
    count += more
  }
}
