import Tensors

/// A kernel that computes one plane from a plane of one or two operands; it writes nothing from `end` on.
typealias PlaneKernel = (
  _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
  _ end: UnsafePointer<Float>
) -> Void

extension PlanBuilder {
  /// Adds the step that runs `kernel` over each plane; a single operand is passed twice.
  ///
  /// Operands and result have a plane per channel, each with its own layout.
  func addPlaneByPlane(_ unit: Unit, _ kernel: @escaping PlaneKernel) {
    let nodes = (unit.inputs[0], unit.inputs[unit.inputs.count - 1])
    let strides = (layouts[nodes.0].planeStride, layouts[nodes.1].planeStride)
    let layout = layouts[unit.result]
    let (a, b, to) = (location(nodes.0), location(nodes.1), location(unit.result))
    add { context in
      for sample in 0..<context.count {
        let first = context.pointer(a) + sample * a.sampleStride
        let second = context.pointer(b) + sample * b.sampleStride
        let out = context.pointer(to) + sample * to.sampleStride
        // Another thread may own the next sample.
        let end = out + layout.sampleStride - layout.lead
        for c in 0..<layout.channels {
          kernel(first + c * strides.0, second + c * strides.1, out + c * layout.planeStride, end)
        }
      }
    }
  }
}
