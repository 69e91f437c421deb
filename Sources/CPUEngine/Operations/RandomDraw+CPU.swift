internal import CKernels
import Randomness
import Tensors

extension RandomDraw: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let to = plan.location(unit.result)
    let (stream, count, kernels) = (stream, shape.count, plan.kernels)
    let normal: Int32 = distribution == .normal ? 1 : 0
    func fill(_ out: UnsafeMutablePointer<Float>, sample: UInt32, _ position: RunPosition) {
      let (key, step, purpose) = position.draws(ofStream: stream).words
      kernels.draw(normal, key[0], key[1], sample, step, purpose, out, count)
    }
    guard shape.isBatched else {
      plan.add { context in fill(context.pointer(to), sample: 0, context.position) }
      return
    }
    let layout = plan.layouts[unit.result]
    guard !layout.isCompact else {
      plan.add { context in
        for sample in 0..<context.count {
          fill(
            context.pointer(to) + sample * to.sampleStride,
            sample: context.position.drawnSample(context.first + sample), context.position)
        }
      }
      return
    }
    // Drawn as one run, then copied to rows with margins.
    let piece = plan.workspace(.compact([count]))
    plan.add { context in
      let numbers = context.pointer(piece)
      for sample in 0..<context.count {
        fill(numbers, sample: context.position.drawnSample(context.first + sample), context.position)
        let out = context.pointer(to) + sample * to.sampleStride
        for c in 0..<layout.channels {
          for row in 0..<layout.height {
            (out + c * layout.planeStride + row * layout.pitch).update(
              from: numbers + (c * layout.height + row) * layout.width, count: layout.width)
          }
        }
      }
    }
  }
}
