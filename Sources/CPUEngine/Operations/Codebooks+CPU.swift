internal import CKernels
import Tensors

extension CodeAverages: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (codes, width) = (plan.shape(unit.result).dimensions[0], plan.shape(unit.result).dimensions[1])
    let (sums, counts) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]))
    let to = plan.location(unit.result)
    let epsilon = Double(epsilon)
    let kernels = plan.kernels
    plan.add { context in
      let count = context.pointer(counts)
      var total = 0.0
      for code in 0..<codes { total += Double(count[code]) }
      for code in 0..<codes {
        let smoothed = (Double(count[code]) + epsilon) / (total + Double(codes) * epsilon) * total
        // Before the first vector every sum and the total are zero.
        kernels.scale(
          context.pointer(sums) + code * width, smoothed > 0 ? Float(1 / smoothed) : 0,
          context.pointer(to) + code * width, width)
      }
    }
  }
}

extension RevivedCodes: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (codes, width) = (plan.shape(unit.result).dimensions[0], plan.shape(unit.result).dimensions[1])
    let vectors = plan.shape(unit.inputs[2])
    let layout = plan.layouts[unit.inputs[2]]
    let isPlanes = vectors.dimensions.count > 1
    let pixels = vectors.elementsPerChannel
    let inputs = unit.inputs.map { plan.location($0) }
    let (codebook, counts, from, choices) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let destination = plan.sumDestination(unit)
    let row = plan.workspace(floats: 2 * width)
    let threshold = threshold
    plan.add { context in
      // Of several processes each has a term of the codes: its vectors, or, in the first, the codes that stay.
      let total = context.wholeBatchCount * pixels
      let (share, keepsCodes) = (context.share, context.position.share?.isFirstWithSamples ?? true)
      let row = context.doubles(row)
      for code in 0..<codes {
        row.update(repeating: 0, count: width)
        if context.pointer(counts)[code] >= threshold {
          let code = context.pointer(codebook) + code * width
          if keepsCodes { for k in 0..<width { row[k] = Double(code[k]) } }
        } else {
          let choice = Double(context.pointer(choices)[code]) * Double(total)
          let chosen = choice > 0 ? Int(min(choice, Double(total - 1))) : 0
          let (sample, pixel) = (chosen / pixels, chosen % pixels)
          if share.contains(sample) {
            let vector = context.pointer(from) + (sample - share.lowerBound) * from.sampleStride
            let first = isPlanes ? pixel / layout.width * layout.pitch + pixel % layout.width : 0
            for k in 0..<width { row[k] = Double(vector[first + k * (isPlanes ? layout.planeStride : 1)]) }
          }
        }
        destination.store(row, at: code * width, count: width, in: context)
      }
    }
  }
}
