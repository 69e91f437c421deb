internal import CKernels
import Tensors

extension BilinearUpsampling: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (coarse, fine) = (plan.layouts[unit.inputs[0]], plan.layouts[unit.result])
    let kernels = plan.kernels
    let factor = Int32(factor)
    plan.addPlaneByPlane(unit) { plane, _, out, end in
      kernels.upsample_bilinear(
        factor, plane, Int32(coarse.height), Int32(coarse.width), coarse.pitch, out, fine.pitch, end)
    }
  }
}

extension BilinearUpsamplingGradient: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (fine, coarse) = (plan.layouts[unit.inputs[0]], plan.layouts[unit.result])
    let kernels = plan.kernels
    let factor = Int32(factor)
    plan.addPlaneByPlane(unit) { upstream, _, plane, end in
      kernels.downsample_bilinear(
        factor, upstream, fine.pitch, plane, Int32(coarse.height), Int32(coarse.width), coarse.pitch, end)
    }
  }
}

extension Filtering: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (source, target) = (plan.layouts[unit.inputs[0]], plan.layouts[unit.result])
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    let rowCount = min(target.height, 8)
    let rows = plan.workspace(
      .compact([roundUp(rowCount * (source.width + 2 * padding + Int(kernels.vector_width)))]))
    let (taps, padding) = (taps, padding)
    plan.add { context in
      taps.withUnsafeBufferPointer { taps in
        var filter = HGFilter(taps: taps.baseAddress, count: Int32(taps.count), padding: Int32(padding))
        for sample in 0..<context.count {
          let x = context.pointer(from) + sample * from.sampleStride
          let y = context.pointer(to) + sample * to.sampleStride
          let end = y + target.sampleStride - target.lead
          for c in 0..<target.channels {
            kernels.filter_plane(
              &filter, x + c * source.planeStride, Int32(source.height), Int32(source.width), source.pitch,
              y + c * target.planeStride, target.pitch, end, context.pointer(rows), Int32(rowCount))
          }
        }
      }
    }
  }
}

extension HGWarp {
  fileprivate init(image: Layout, warped: Layout) {
    self.init(
      channels: Int32(image.channels), height: Int32(image.height), width: Int32(image.width),
      image_pitch: image.pitch, image_stride: image.planeStride, warped_pitch: warped.pitch,
      warped_stride: warped.planeStride)
  }
}

extension PlanBuilder {
  /// Adds the step that calls `kernel` with each sample's operand, map and result.
  fileprivate func addWarp(
    _ unit: Unit,
    _ kernel:
      @escaping (
        _ map: UnsafePointer<Float>, _ operand: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
      ) -> Void
  ) {
    let (from, maps, to) = (location(unit.inputs[0]), location(unit.inputs[1]), location(unit.result))
    add { context in
      for sample in 0..<context.count {
        kernel(
          context.pointer(maps) + sample * maps.sampleStride, context.pointer(from) + sample * from.sampleStride,
          context.pointer(to) + sample * to.sampleStride)
      }
    }
  }
}

extension Warping: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let warp = HGWarp(image: plan.layouts[unit.inputs[0]], warped: plan.layouts[unit.result])
    let kernels = plan.kernels
    plan.addWarp(unit) { map, image, warped in
      withUnsafePointer(to: warp) { kernels.warp_image($0, map, image, warped) }
    }
  }
}

extension WarpingGradient: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { false }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let warp = HGWarp(image: plan.layouts[unit.result], warped: plan.layouts[unit.inputs[0]])
    let kernels = plan.kernels
    plan.addWarp(unit) { map, upstream, image in
      withUnsafePointer(to: warp) { kernels.warp_image_adjoint($0, map, upstream, image) }
    }
  }
}
