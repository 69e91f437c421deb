import Tensors

extension Reduction: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (x, shape) = (node[0], node.shapes[0])
    let places = shape.places(of: axes)
    // Means are over samples.
    func mean(_ values: Value) -> Value {
      let sum = values.reduced(along: places)
      return sum / node.sampleCount(times: places.dropFirst().reduce(1) { $0 * x.dimensions[$1] }, sum.type)
    }
    func repeated(_ value: Value) -> Value { value.broadcast(along: axes, of: shape, samples: node.samples) }
    let value: Value
    switch function {
    case .sum: value = x.reduced(along: places)
    case .mean: value = mean(x)
    case .variance:
      let deviation = node.withoutPadding(x - repeated(mean(x)))
      value = mean(deviation * deviation)
    case .sumOfSquares: value = (x * x).reduced(along: places)
    case .maximum: value = x.reduced(by: .maximum, along: places)
    case .logSumExp:
      let maximum = x.reduced(by: .maximum, along: places)
      value = maximum + (x - repeated(maximum)).unary("exponential").reduced(along: places).unary("log")
    }
    return value.reshaped(to: node.dimensions)
  }
}
