internal import CKernels
import Tensors

/// The memory layout of a sample's vectors: `count` vectors, with their elements `stride` apart.
private struct VectorLayout {
  let stride: Int
  let count: Int
  let mask: UnsafePointer<Int32>?

  /// The layout of indices or vectors of `node`.
  init(_ node: Int, _ plan: PlanBuilder) {
    let layout = plan.layouts[node]
    let isPlanes = plan.shape(node).dimensions.count > 1
    stride = isPlanes ? layout.planeStride : 1
    count = isPlanes ? layout.planeLength : 1
    mask = isPlanes ? plan.tables.mask(layout) : nil
  }
}

extension NearestCodes: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (vectors, codebook) = (unit.inputs[0], unit.inputs[1])
    let (codes, width) = (plan.shape(codebook).dimensions[0], plan.shape(codebook).dimensions[1])
    let layout = VectorLayout(vectors, plan)
    let kernels = plan.kernels
    let panel = Int(kernels.panel_width)
    let padded = (codes + panel - 1) / panel * panel
    let source = plan.location(codebook)
    let (packed, halves) = (plan.packing(padded * width, of: source), plan.packing(padded, of: source))
    for first in stride(from: 0, to: codes, by: panel) {
      let count = min(panel, codes - first)
      plan.addPacking(of: source) { context in
        let rows = context.pointer(source) + first * width
        kernels.pack_panel(rows, width, Int32(count), Int32(width), context.pointer(packed) + first * width)
        let half = context.pointer(halves) + first
        for code in 0..<panel {
          half[code] = code < count ? -0.5 * kernels.sum_of_squares(rows + code * width, width) : -.infinity
        }
      }
    }
    let isPlanes = plan.shape(vectors).dimensions.count > 1
    let (from, to) = (plan.location(vectors), plan.location(unit.result))
    plan.add { context in
      // Planes have a vector per pixel, one sample at a time; otherwise each sample is a vector.
      for sample in 0..<(isPlanes ? context.count : 1) {
        var search = HGNearestCodes(
          rows: Int32(isPlanes ? layout.count : context.count), width: Int32(width), codes: Int32(codes),
          x: context.pointer(from) + sample * from.sampleStride, x_row: isPlanes ? 1 : from.sampleStride,
          x_column: layout.stride, panels: context.pointer(packed), halves: context.pointer(halves),
          mask: layout.mask, indices: context.pointer(to) + sample * to.sampleStride,
          index_stride: isPlanes ? 1 : to.sampleStride)
        kernels.nearest_codes(&search)
      }
    }
  }
}

extension GatheredCodes: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (codebook, indices) = (unit.inputs[0], unit.inputs[1])
    let (codes, width) = (plan.shape(codebook).dimensions[0], plan.shape(codebook).dimensions[1])
    let layout = VectorLayout(unit.result, plan)
    let (source, from, to) = (plan.location(codebook), plan.location(indices), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        kernels.gather_codes(
          context.pointer(from) + sample * from.sampleStride, layout.mask, Int32(layout.count),
          context.pointer(source), Int32(width), Int32(codes), context.pointer(to) + sample * to.sampleStride,
          layout.stride)
      }
    }
  }
}

extension CodeSums: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement { .accumulated }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (vectors, indices) = (unit.inputs[0], unit.inputs[1])
    let width = plan.shape(unit.result).dimensions[1]
    let layout = VectorLayout(vectors, plan)
    let (from, at) = (plan.location(vectors), plan.location(indices))
    let sums = plan.accumulator(unit)
    let codes = codes
    let kernels = plan.kernels
    plan.addSums { context in
      for sample in 0..<context.count {
        kernels.add_codes(
          context.pointer(at) + sample * at.sampleStride, layout.mask, Int32(layout.count),
          context.pointer(from) + sample * from.sampleStride, layout.stride, Int32(width), Int32(codes),
          context.pointer(sums))
      }
    }
  }
}

extension CodeCounts: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement { .accumulated }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = VectorLayout(unit.inputs[0], plan)
    let at = plan.location(unit.inputs[0])
    let counts = plan.accumulator(unit)
    let codes = codes
    let kernels = plan.kernels
    plan.addSums { context in
      for sample in 0..<context.count {
        kernels.count_codes(
          context.pointer(at) + sample * at.sampleStride, layout.mask, Int32(layout.count), Int32(codes),
          context.pointer(counts))
      }
    }
  }
}
