import Diagnostics
import Tensors

/// An update of parameters in one executable: bounds on the gradient, the rule, the moving average.
struct UpdateRun {
  private let rule: UpdateRule
  private let ranges: [Range<Int>]
  private let bounds: GradientBounds

  init(_ rule: UpdateRule, ranges: [Range<Int>], bounds: GradientBounds) {
    (self.rule, self.ranges, self.bounds) = (rule, ranges, bounds)
  }

  /// Updates `parameters`, `state` and the average in place.
  ///
  /// - Returns: the norm of the gradient after the bound on elements, before that on the norm: one double.
  func run(
    _ parameters: XLAVector, along gradients: XLAVector, _ state: [XLAVector], average: (XLAVector, share: Float)?,
    on executor: XLAExecutor
  ) -> Buffer {
    require(rule.stateCounts.contains(state.count), "\(state.count) state vectors for \(rule)")
    let changed = [parameters] + state + (average.map { [$0.0] } ?? [])
    let length = ([gradients, parameters] + state).map(\.count).min() ?? 0
    let mask = executor.mask(ranges, count: length)
    let numbers =
      rule.numbers + [Float(bounds.value ?? 0), Float(bounds.norm ?? 0), average?.share ?? 0]
    let title =
      "\(rule.title) \((changed + [gradients]).map(\.count)) \(state.count) \(average != nil) \(mask != nil) "
      + "\(bounds.value != nil) \(bounds.norm != nil)"
    let executable = executor.executable(title) { writer in
      let vectors = changed.enumerated().map { writer.argument(TensorType(.f32, [$1.count]), donatedTo: $0) }
      let gradient = writer.argument(TensorType(.f32, [gradients.count])).sliced(0..<length)
      let given = writer.argument(TensorType(.f32, [numbers.count]))
      let isTrained = mask.map { _ in writer.maskArgument(length) }
      let (bounded, norm) = bound(gradient, isTrained, value: given, at: rule.numbers.count)
      let parts = vectors.prefix(1 + state.count).map { $0.sliced(0..<length) }
      let stepped = rule.step(
        parts[0], along: bounded, Array(parts.dropFirst()),
        rule.numbers.indices.map { given.number($0, length) })
      var results = zip(zip(vectors, parts), [stepped.w] + stepped.state).map { old, new in
        old.0.replacing(from: 0, with: isTrained?.select(new, old.1) ?? new)
      }
      if average != nil {
        let old = vectors[vectors.count - 1]
        let share = given.number(numbers.count - 1, old.type.count)
        results.append(old + share * (results[0].sliced(0..<old.type.count) - old))
      }
      return results + [norm.reshaped(to: [1])]
    }
    let results = executor.run(
      executable, changed.map(\.buffer) + [gradients.buffer, executor.send(numbers)] + (mask.map { [$0] } ?? []))
    for (vector, buffer) in zip(changed, results) { vector.buffer = buffer }
    return results[changed.count]
  }

  /// The gradient within the bounds, and its norm before the bound on it.
  ///
  /// A gradient with a norm that is not finite is not scaled: the loss will show it.
  private func bound(
    _ gradient: Value, _ isTrained: Value?, value given: Value, at first: Int
  ) -> (gradient: Value, norm: Value) {
    let length = gradient.type.count
    let clamped = bounds.value == nil ? gradient : gradient.clamped(to: given.number(first, length))
    let trained = isTrained?.select(clamped, clamped.splat(0)) ?? clamped
    let wide = trained.converted(to: .f64)
    let norm = (wide * wide).reduced(along: [0]).unary("sqrt")
    guard bounds.norm != nil else { return (clamped, norm) }
    let maximum = given.sliced(first + 1..<first + 2).reshaped(to: []).converted(to: .f64)
    let isAbove = norm.compared(.greater, to: maximum).and(norm.compared(.less, to: norm.splat(.infinity)))
    let factor = isAbove.select(maximum / norm, norm.splat(1)).converted(to: .f32)
    return (clamped * factor.repeated(to: [length]), norm)
  }
}
