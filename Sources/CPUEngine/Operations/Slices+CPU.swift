import Tensors

extension Slice: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let source = ChannelRuns(plan.layouts[unit.inputs[0]], dimensions: plan.shape(unit.inputs[0]).dimensions)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let (start, count) = (range.lowerBound * source.stride, source.extent(range.count))
    plan.add { context in
      for sample in 0..<context.count {
        (context.pointer(to) + sample * to.sampleStride).update(
          from: context.pointer(from) + sample * from.sampleStride + start, count: count)
      }
    }
  }
}

extension SliceGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let target = ChannelRuns(layout, dimensions: plan.shape(unit.result).dimensions)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let (start, count) = (first * target.stride, target.extent(plan.shape(unit.inputs[0]).dimensions[0]))
    plan.add { context in
      for sample in 0..<context.count {
        let out = context.pointer(to) + sample * to.sampleStride
        out.update(repeating: 0, count: layout.extent)
        (out + start).update(from: context.pointer(from) + sample * from.sampleStride, count: count)
      }
    }
  }
}

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
