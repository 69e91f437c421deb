import Diagnostics
package import Tensors

/// Arithmetic on ranges of vectors; sums are in double precision.
extension XLAExecutor {
  package func makeVector(count: Int) -> any DeviceVector {
    XLAVector(send([Float](repeating: 0, count: count)), count: count, executor: self)
  }

  package func makeVector(_ host: FlatVector) -> any DeviceVector {
    let buffer = host.withUnsafeBuffer { send(UnsafeRawBufferPointer($0), TensorType(.f32, [host.count])) }
    return XLAVector(buffer, count: host.count, executor: self)
  }

  package func dot(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Double {
    sum("dot", x, y, ranges) { a, b in a.converted(to: .f64) * b.converted(to: .f64) }
  }

  package func haveSameBits(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Bool {
    let differences = sum("differences", x, y, ranges) { a, b in
      a.bits(as: .u32).compared(.notEqual, to: b.bits(as: .u32)).converted(to: .f64)
    }
    return differences == 0
  }

  package func fill(_ x: any DeviceVector, with value: Float, ranges: [Range<Int>]) {
    change("fill", x, [], [value], ranges) { _, _, numbers in numbers[0] }
  }

  package func clamp(_ x: any DeviceVector, to bound: Float, ranges: [Range<Int>]) {
    change("clamp", x, [], [bound], ranges) { x, _, numbers in x.clamped(to: numbers[0]) }
  }

  package func scale(_ x: any DeviceVector, by factor: Float, ranges: [Range<Int>]) {
    change("scale", x, [], [factor], ranges) { x, _, numbers in numbers[0] * x }
  }

  package func copy(_ y: any DeviceVector, to x: any DeviceVector, ranges: [Range<Int>]) {
    change("copy", x, [y], [], ranges) { _, others, _ in others[0] }
  }

  package func interpolate(
    _ x: any DeviceVector, towards y: any DeviceVector, by share: Float, ranges: [Range<Int>]
  ) {
    change("interpolate", x, [y], [share], ranges) { x, others, numbers in x + numbers[0] * (others[0] - x) }
  }

  package func add(
    _ x: any DeviceVector, _ y: any DeviceVector, times factor: Float, into out: any DeviceVector,
    ranges: [Range<Int>]
  ) {
    change("add", out, [x, y], [factor], ranges) { _, others, numbers in others[0] + numbers[0] * others[1] }
  }

  package func apply(
    _ rule: UpdateRule, to parameters: any DeviceVector, along gradients: any DeviceVector,
    state: [any DeviceVector], ranges: [Range<Int>]
  ) {
    _ = UpdateRun(rule, ranges: ranges, bounds: GradientBounds())
      .run(parameters.onDevice, along: gradients.onDevice, state.map(\.onDevice), average: nil, on: self)
  }

  /// Sets the elements of `x` in `ranges` to the value of `formula`.
  ///
  /// - Parameters:
  ///   - name: The name of the formula.
  ///   - x: The vector to change.
  ///   - others: Vectors that the formula reads.
  ///   - numbers: Numbers that it reads.
  ///   - ranges: The elements.
  ///   - formula: The value, from as many elements of `x` and `others` as all have, and each number as often.
  private func change(
    _ name: String, _ x: any DeviceVector, _ others: [any DeviceVector], _ numbers: [Float], _ ranges: [Range<Int>],
    _ formula: (_ x: Value, _ others: [Value], _ numbers: [Value]) -> Value
  ) {
    let (x, others) = (x.onDevice, others.map(\.onDevice))
    let counts = [x.count] + others.map(\.count)
    let length = counts.min() ?? 0
    let mask = mask(ranges, count: length)
    // The memory of a vector that is read too cannot be the result's.
    let isShared = others.contains { $0 === x }
    let title = "\(name) \(counts) \(mask != nil) \(isShared)"
    let executable = executable(title) { writer in
      let whole = writer.argument(TensorType(.f32, [x.count]), donatedTo: isShared ? nil : 0)
      let values = others.map { writer.argument(TensorType(.f32, [$0.count])).sliced(0..<length) }
      let given = numbers.isEmpty ? nil : writer.argument(TensorType(.f32, [numbers.count]))
      let numbers = numbers.indices.compactMap { given?.number($0, length) }
      let part = whole.sliced(0..<length)
      var changed = formula(part, values, numbers)
      if mask != nil { changed = writer.maskArgument(length).select(changed, part) }
      return [whole.replacing(from: 0, with: changed)]
    }
    let sent = numbers.isEmpty ? [] : [send(numbers)]
    x.buffer = run(executable, [x.buffer] + others.map(\.buffer) + sent + (mask.map { [$0] } ?? []))[0]
  }

  /// The sum of `formula` of the elements of `x` and `y` in `ranges`.
  private func sum(
    _ name: String, _ x: any DeviceVector, _ y: any DeviceVector, _ ranges: [Range<Int>],
    _ formula: (_ x: Value, _ y: Value) -> Value
  ) -> Double {
    let (x, y) = (x.onDevice, y.onDevice)
    let length = min(x.count, y.count)
    let mask = mask(ranges, count: length)
    let executable = executable("\(name) \(x.count) \(y.count) \(mask != nil)") { writer in
      let vectors = [x, y].map { writer.argument(TensorType(.f32, [$0.count])).sliced(0..<length) }
      var terms = formula(vectors[0], vectors[1])
      if mask != nil { terms = writer.maskArgument(length).select(terms, terms.splat(0)) }
      return [terms.reduced(along: [0]).reshaped(to: [1])]
    }
    return values(of: run(executable, [x.buffer, y.buffer] + (mask.map { [$0] } ?? []))[0])[0]
  }
}

extension Value {
  /// min(max(self, -bound), bound); NaN stays NaN.
  func clamped(to bound: Value) -> Value { maximum(-bound).minimum(bound) }

  /// Number `index` of a vector of numbers, repeated `count` times.
  func number(_ index: Int, _ count: Int) -> Value {
    sliced(index..<index + 1).reshaped(to: []).repeated(to: [count])
  }
}

extension StableHLOWriter {
  /// An argument of `count` booleans, sent as bytes.
  func maskArgument(_ count: Int) -> Value {
    let bytes = argument(TensorType(.u8, [count]))
    return bytes.compared(.notEqual, to: splat(0, bytes.type))
  }
}
