import Diagnostics
import Tensors

/// Writes an update: bounds on the gradient, the rule, the moving average.
///
/// Its numbers are arguments of the executable, so that no step compiles again.
struct UpdateLowering {
  /// The numbers that change from step to step.
  let numbers: [Float]
  /// What the text depends on, besides the sizes of vectors.
  let title: String
  private let rule: UpdateRule
  private let bounds: GradientBounds
  private let hasAverage: Bool

  init(_ rule: UpdateRule, stateCount: Int, bounds: GradientBounds, averageShare: Float?) {
    require(rule.stateCounts.contains(stateCount), "\(stateCount) state vectors for \(rule)")
    (self.rule, self.bounds, hasAverage) = (rule, bounds, averageShare != nil)
    numbers = rule.numbers + [Float(bounds.value ?? 0), Float(bounds.norm ?? 0), averageShare ?? 0]
    title = "\(rule.title) \(stateCount) \(averageShare != nil) \(bounds.value != nil) \(bounds.norm != nil)"
  }

  /// What an update changes.
  struct Vectors {
    /// The parameters, then the state of the rule; the average last where there is one.
    var values: [Value]
    /// The norm of the gradient after the bound on elements, before that on the norm: a double.
    var norm: Value
  }

  /// The vectors after the update.
  ///
  /// - Parameters:
  ///   - vectors: The parameters, the state of the rule, and the average where there is one.
  ///   - gradient: The gradient of the first parameters.
  ///   - isTrained: Which of the first parameters are updated; nil for all of them.
  ///   - given: ``numbers``.
  ///   - condition: Whether anything changes: a boolean, `[]`; nil where it does.
  ///   - statistics: Next values of parts of the parameters, by the place where they start.
  func lower(
    _ vectors: [Value], along gradient: Value, isTrained: Value?, _ given: Value, where condition: Value? = nil,
    statistics: [(start: Int, values: Value)] = []
  ) -> Vectors {
    let length = gradient.type.count
    func kept(_ new: Value, _ old: Value) -> Value {
      condition?.repeated(to: new.dimensions).select(new, old) ?? new
    }
    let (bounded, norm) = bound(gradient, isTrained, value: given)
    let parts = vectors.dropLast(hasAverage ? 1 : 0).map { $0.sliced(0..<length) }
    let stepped = rule.step(
      parts[0], along: bounded, Array(parts.dropFirst()), rule.numbers.indices.map { given.number($0, length) })
    var results = zip(zip(vectors, parts), [stepped.w] + stepped.state).map { old, new in
      old.0.replacing(from: 0, with: kept(isTrained?.select(new, old.1) ?? new, old.1))
    }
    for (start, values) in statistics {
      let old = vectors[0].sliced(start..<start + values.type.count)
      results[0] = results[0].replacing(from: start, with: kept(values, old))
    }
    if hasAverage {
      let old = vectors[vectors.count - 1]
      let share = given.number(numbers.count - 1, old.type.count)
      results.append(kept(old + share * (results[0].sliced(0..<old.type.count) - old), old))
    }
    return Vectors(values: results, norm: norm)
  }

  /// The gradient within the bounds, and its norm before the bound on it.
  ///
  /// A gradient with a norm that is not finite is not scaled: the loss will show it.
  private func bound(_ gradient: Value, _ isTrained: Value?, value given: Value) -> (gradient: Value, norm: Value) {
    let (first, length) = (rule.numbers.count, gradient.type.count)
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
