import Tensors

/// An elementwise kernel of one or two operands; the mask is nil without a margin.
typealias ElementwiseKernel = (
  _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
  _ mask: UnsafePointer<Int32>?, _ count: Int
) -> Void

extension PlanBuilder {
  /// Adds the step, or the blocks, that run `kernel` over one or two operands; a single operand is passed twice.
  ///
  /// `masked` is for functions that would change the zeros of a margin: they run plane by plane.
  func addElementwise(_ unit: Unit, masked: Bool = false, _ kernel: @escaping ElementwiseKernel) {
    let to = location(unit.result)
    let (a, b) = (location(unit.inputs[0]), location(unit.inputs[unit.inputs.count - 1]))
    guard shape(unit.result).isBatched else {
      addBlocks(of: shape(unit.result).count) { context, range in
        let start = range.lowerBound
        kernel(
          context.pointer(a) + start, context.pointer(b) + start, context.pointer(to) + start, nil, range.count)
      }
      return
    }
    let layout = layouts[unit.result]
    let mask = masked ? tables.mask(layout) : nil
    let (runs, length) = mask == nil ? (1, layout.extent) : (layout.channels, layout.planeLength)
    add { context in
      let (x, y, out) = (context.pointer(a), context.pointer(b), context.pointer(to))
      for sample in 0..<context.count {
        for run in 0..<runs {
          let plane = run * layout.planeStride
          kernel(
            x + sample * a.sampleStride + plane, y + sample * b.sampleStride + plane,
            out + sample * to.sampleStride + plane, mask, length)
        }
      }
    }
  }

  /// Adds blocks that share the `count` elements of a shared value.
  func addBlocks(of count: Int, size: Int = 16384, _ step: @escaping (RunContext, Range<Int>) -> Void) {
    for start in stride(from: 0, to: count, by: size) {
      let range = start..<min(start + size, count)
      add(size: range.count) { context in step(context, range) }
    }
  }

  /// Whether `unit` already has its value, in the memory of its only operand.
  func isInPlace(_ unit: Unit) -> Bool {
    let (from, to) = (location(unit.inputs[0]), location(unit.result))
    return from.space == to.space && from.offset == to.offset
  }
}
