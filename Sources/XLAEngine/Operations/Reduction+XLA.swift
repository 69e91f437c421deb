import Tensors

extension Reduction: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (x, shape) = (node[0], node.shapes[0])
    let places = shape.places(of: axes)
    let isOverSamples = shape.isBatched && places.contains(0)
    let count = Float(
      places.reduce(1) { $0 * (isOverSamples && $1 == 0 ? node.wholeSamples : x.dimensions[$1]) })
    func mean(_ values: Value) -> Value {
      let sum = values.reduced(along: places)
      return sum / sum.splat(count)
    }
    func repeated(_ value: Value) -> Value { value.broadcast(along: axes, of: shape, samples: node.samples) }
    let value: Value
    switch function {
    case .sum: value = x.reduced(along: places)
    case .mean: value = mean(x)
    case .variance:
      let deviation = x - repeated(mean(x))
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
