import Tensors

extension Concatenation: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let to = plan.location(unit.result)
    var first = 0
    for input in unit.inputs {
      let dimensions = plan.shape(input).dimensions
      let runs = ChannelRuns(plan.layouts[input], dimensions: dimensions)
      let from = plan.location(input)
      let (start, count) = (first * runs.stride, runs.extent(dimensions[0]))
      plan.add { context in
        for sample in 0..<context.count {
          (context.pointer(to) + sample * to.sampleStride + start).update(
            from: context.pointer(from) + sample * from.sampleStride, count: count)
        }
      }
      first += dimensions[0]
    }
  }
}
