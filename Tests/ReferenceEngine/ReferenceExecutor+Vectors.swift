package import Tensors

extension ReferenceExecutor {
  package func makeVector(count: Int) -> any DeviceVector { ReferenceVector([Double](repeating: 0, count: count)) }

  package func dot(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Double {
    let (x, y) = (x.reference.values, y.reference.values)
    return ranges.joined().reduce(0) { $0 + x[$1] * y[$1] }
  }

  package func haveSameBits(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Bool {
    let (x, y) = (x.reference.values, y.reference.values)
    return ranges.joined().allSatisfy { x[$0].bitPattern == y[$0].bitPattern }
  }

  package func fill(_ x: any DeviceVector, with value: Float, ranges: [Range<Int>]) {
    change(x, ranges) { _ in Double(value) }
  }

  package func clamp(_ x: any DeviceVector, to bound: Float, ranges: [Range<Int>]) {
    let (x, bound) = (x.reference, Double(bound))
    // NaN is neither above nor below.
    change(x, ranges) { i in x.values[i] > bound ? bound : x.values[i] < -bound ? -bound : x.values[i] }
  }

  package func scale(_ x: any DeviceVector, by factor: Float, ranges: [Range<Int>]) {
    let x = x.reference
    change(x, ranges) { i in Double(factor) * x.values[i] }
  }

  package func copy(_ y: any DeviceVector, to x: any DeviceVector, ranges: [Range<Int>]) {
    let y = y.reference
    change(x, ranges) { i in y.values[i] }
  }

  package func interpolate(
    _ x: any DeviceVector, towards y: any DeviceVector, by share: Float, ranges: [Range<Int>]
  ) {
    let (x, y) = (x.reference, y.reference)
    change(x, ranges) { i in x.values[i] + Double(share) * (y.values[i] - x.values[i]) }
  }

  package func add(
    _ x: any DeviceVector, _ y: any DeviceVector, times factor: Float, into out: any DeviceVector,
    ranges: [Range<Int>]
  ) {
    let (x, y) = (x.reference, y.reference)
    change(out, ranges) { i in x.values[i] + Double(factor) * y.values[i] }
  }

  package func apply(
    _ rule: UpdateRule, to parameters: any DeviceVector, along gradients: any DeviceVector,
    state: [any DeviceVector], ranges: [Range<Int>]
  ) {
    let (parameters, gradients, state) = (parameters.reference, gradients.reference, state.map(\.reference))
    for i in ranges.joined() {
      var kept = state.map { $0.values[i] }
      rule.step(&parameters.values[i], along: gradients.values[i], &kept)
      for (vector, number) in zip(state, kept) { vector.values[i] = number }
    }
  }

  /// Sets each number of `x` in `ranges`.
  private func change(_ x: any DeviceVector, _ ranges: [Range<Int>], to value: (_ index: Int) -> Double) {
    let x = x.reference
    for i in ranges.joined() { x.values[i] = value(i) }
  }
}
