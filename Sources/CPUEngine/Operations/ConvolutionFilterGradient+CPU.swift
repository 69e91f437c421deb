internal import CKernels
import Tensors

extension ConvolutionFilterGradient: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement {
    isWide(features: inputs[0], filters: result) ? .block : .accumulated
  }
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { stride == 1 }

  func reach(inputs: [Shape], result: Shape) -> Reach? {
    var reach = ConvolutionGeometry.reach(
      images: inputs[1], filters: result, features: inputs[0], stride: stride, padding: padding)
    reach.operand = 0
    return reach
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (upstream, images) = (unit.inputs[0], unit.inputs[1])
    let geometry = ConvolutionGeometry(
      plan, images: images, filters: plan.shape(unit.result).dimensions, features: upstream, stride: stride,
      padding: padding)
    if isWide(features: plan.shape(upstream), filters: plan.shape(unit.result)) {
      if let tiling = WinogradTiling(features: geometry), 4 * tiling.products < 3 * tiling.directProducts {
        WinogradFilterGradient.lower(unit, geometry, tiling, into: plan)
      } else {
        lowerByTerms(unit, geometry, into: plan)
      }
    } else if geometry.prefersPatches(panelWidth: Int(plan.kernels.panel_width)) {
      lowerByPatches(unit, geometry, into: plan)
    } else {
      lowerByShifts(unit, geometry, into: plan)
    }
  }

  /// Inner products of whole planes, for thin convolutions over large images.
  private func lowerByShifts(_ unit: Unit, _ geometry: ConvolutionGeometry, into plan: PlanBuilder) {
    let (upstream, images) = (unit.inputs[0], unit.inputs[1])
    let terms = geometry.forwardTerms
    let count = terms.offsets.count
    let offsets = plan.tables.table(terms.offsets)
    let phases = stride == 1 ? nil : plan.workspace(geometry.phases)
    let (from, over) = (plan.location(upstream), plan.location(images))
    let sums = plan.accumulator(unit)
    let features = geometry.features
    let kernels = plan.kernels
    plan.addSums { context in
      var products = HGShiftedProducts(
        terms: Int32(count), channels: Int32(features.channels), length: Int32(features.planeLength),
        offsets: offsets, plane_stride: features.planeStride)
      for sample in 0..<context.count {
        var image = UnsafePointer(context.pointer(over) + sample * over.sampleStride)
        if let phases {
          let buffer = context.pointer(phases)
          geometry.split(image, into: buffer, kernels: kernels)
          image = UnsafePointer(buffer)
        }
        kernels.shifted_products(
          &products, context.pointer(from) + sample * from.sampleStride, image, context.pointer(sums), count)
      }
    }
  }
}
