import Tensors

extension RandomDraw: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let samples = shape.isBatched ? node.samples : 1
    let quarter = (shape.count + 3) / 4
    let type = TensorType(.u32, [samples, quarter])
    let sample =
      shape.isBatched
      ? node.lowering.drawnSamples.broadcast(to: type.dimensions, axes: [0]) : node.writer.splat(0, type)
    func word(_ place: Int) -> Value { node.lowering.word(at: place).repeated(to: type.dimensions) }
    let purpose = word(StepNumbers.purpose).or(node.writer.splat(stream << 8, type))
    let block = PhiloxBlock(
      counter: [node.writer.iota(type, along: 1), sample, word(StepNumbers.step), purpose],
      key: [word(StepNumbers.keyLow), word(StepNumbers.keyHigh)])
    let words = node.writer.concatenated(block.words, along: 1).sliced(from: [0, 0], to: [samples, shape.count])
    return distribution.numbers(of: words).reshaped(to: node.dimensions)
  }
}

/// Philox4x32-10 in integer operations, a block per element.
///
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
private struct PhiloxBlock {
  /// Four words of random bits per element.
  let words: [Value]

  init(counter: [Value], key: [Value]) {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let (high0, low0) = c[0].multipliedFullWidth(by: 0xD251_1F53)
      let (high1, low1) = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
      c = [high1.xor(c[1]).xor(k[0]), low1, high0.xor(c[3]).xor(k[1]), low0]
      k[0] = k[0] + k[0].splat(0x9E37_79B9)
      k[1] = k[1] + k[1].splat(0xBB67_AE85)
    }
    words = c
  }
}

extension Value {
  /// The two words of the product of each word with `factor`.
  fileprivate func multipliedFullWidth(by factor: Int) -> (high: Value, low: Value) {
    let wide = converted(to: .u64)
    let product = wide * wide.splat(factor)
    let high = product.shiftedRight(by: wide.splat(32)).converted(to: .u32)
    return (high, self * splat(factor))
  }
}

extension RandomDistribution {
  /// What random words are made into, by their upper 24 bits.
  fileprivate func numbers(of words: Value) -> Value {
    let bits = words.shiftedRight(by: words.splat(8))
    switch self {
    case .uniform:
      return 0x1p-24 * bits.converted(to: .f32)
    case .normal:
      // 2 b + 1 for 24 bits b: x = (2 b + 1) / 2²⁴ - 1. In integers, because XLA adds constants to each other first,
      // and 1 + 2⁻²⁴ is 1 in float.
      let odd = (bits + bits + bits.splat(1)).converted(to: .s32)
      func share(_ integers: Value) -> Value { 0x1p-24 * integers.converted(to: .f32) }
      return share(odd - odd.splat(1 << 24)).normalQuantile(above: share(odd), below: share(odd.splat(1 << 25) - odd))
    }
  }
}

extension Value {
  /// √2 erf⁻¹(x) for -1 < x < 1, by the polynomials of the CPU's kernel, given 1 + x and 1 - x.
  ///
  /// M. Giles, "Approximating the erfinv function", GPU Computing Gems 2, 2012.
  fileprivate func normalQuantile(above: Value, below: Value) -> Value {
    let w = -(below * above).unary("log")
    let near = (w - 2.5).polynomial([
      2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
      0.246640727, 1.50140941,
    ])
    let far = (w.unary("sqrt") - 3).polynomial([
      -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
      1.00167406, 2.83297682,
    ])
    return 1.41421356 * self * w.compared(.less, to: 5).select(near, far)
  }

  /// The polynomial in `self` with these coefficients, the highest first.
  private func polynomial(_ coefficients: [Float]) -> Value {
    coefficients.dropFirst().reduce(splat(coefficients[0])) { $0 * self + $1 }
  }
}
