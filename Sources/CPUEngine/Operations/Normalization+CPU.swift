internal import CKernels
import Tensors

extension Normalization: CPUOperation {
  var acceptsEpilogue: Bool { true }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let channels = plan.shape(unit.result).dimensions[0]
    let inputs = unit.inputs.map { plan.location($0) }
    let (from, means, variances, scales, shifts) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let (factors, to) = (plan.packing(channels, of: variances, scales), plan.location(unit.result))
    let epsilon = epsilon
    plan.addPacking(of: variances, scales) { context in
      let (variance, scale, out) = (context.pointer(variances), context.pointer(scales), context.pointer(factors))
      for c in 0..<channels { out[c] = scale[c] / (variance[c] + epsilon).squareRoot() }
    }
    let epilogue = LoweredEpilogue(unit, plan: plan)
    let isPlanes = plan.shape(unit.result).dimensions.count > 1
    guard let run = isPlanes ? plan.kernels.normalize_planes : plan.kernels.normalize else { return }
    plan.add { context in
      for sample in 0..<context.count {
        var normalization = HGNormalization(
          channels: Int32(channels), length: Int32(layout.planeLength), plane_stride: layout.planeStride,
          means: context.pointer(means), factors: context.pointer(factors), shifts: context.pointer(shifts),
          epilogue: epilogue.kernel(context, sample: sample))
        run(
          &normalization, context.pointer(from) + sample * from.sampleStride,
          context.pointer(to) + sample * to.sampleStride)
      }
    }
  }
}

extension NormalizationScaleGradient: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement { .accumulated }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let shape = plan.shape(unit.inputs[0])
    let channels = shape.dimensions[0]
    let (upstream, from) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]))
    let (means, variances) = (plan.location(unit.inputs[2]), plan.location(unit.inputs[3]))
    let epsilon = epsilon
    let kernels = plan.kernels
    let sums = plan.accumulator(unit, count: channels) { sum, channel, context in
      sum / (context.pointer(variances)[channel] + epsilon).squareRoot()
    }
    let isPlanes = shape.dimensions.count > 1
    plan.addSums { context in
      let (mean, total) = (context.pointer(means), context.pointer(sums))
      for sample in 0..<context.count {
        let dy = context.pointer(upstream) + sample * upstream.sampleStride
        let x = context.pointer(from) + sample * from.sampleStride
        if isPlanes {
          kernels.add_plane_products(
            dy, x, layout.planeStride, Int32(channels), Int32(layout.planeLength), mean, total)
        } else {
          kernels.add_products(dy, x, channels, mean, total)
        }
      }
    }
  }
}

extension BatchNormalizationInputGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let shape = plan.shape(unit.result)
    let channels = shape.dimensions[0]
    let elements = shape.elementsPerChannel
    let inputs = unit.inputs.map { plan.location($0) }
    let (upstream, from, means, variances) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let (scales, ofScale, ofShift, to) = (inputs[4], inputs[5], inputs[6], plan.location(unit.result))
    func packing() -> Location { plan.packing(channels, of: variances, scales, ofScale, ofShift) }
    let (factors, shifts, slopes) = (packing(), packing(), packing())
    let epsilon = epsilon
    plan.addPacking(of: variances, scales, ofScale, ofShift) { context in
      let (variance, scale) = (context.pointer(variances), context.pointer(scales))
      let (dscale, dshift) = (context.pointer(ofScale), context.pointer(ofShift))
      let (factor, shift, slope) = (context.pointer(factors), context.pointer(shifts), context.pointer(slopes))
      let count = Float(context.wholeBatchCount * elements)
      for c in 0..<channels {
        let deviation = (variance[c] + epsilon).squareRoot()
        factor[c] = scale[c] / deviation
        shift[c] = dshift[c] / count
        slope[c] = dscale[c] / (deviation * count)
      }
    }
    let mask = plan.tables.mask(layout)
    let isPlanes = shape.dimensions.count > 1
    guard let run = isPlanes ? plan.kernels.normalize_planes_gradient : plan.kernels.normalize_gradient else { return }
    plan.add { context in
      var gradient = HGNormalizationGradient(
        channels: Int32(channels), length: Int32(layout.planeLength), plane_stride: layout.planeStride, mask: mask,
        means: context.pointer(means), factors: context.pointer(factors), shifts: context.pointer(shifts),
        slopes: context.pointer(slopes))
      for sample in 0..<context.count {
        run(
          &gradient, context.pointer(upstream) + sample * upstream.sampleStride,
          context.pointer(from) + sample * from.sampleStride, context.pointer(to) + sample * to.sampleStride)
      }
    }
  }
}
