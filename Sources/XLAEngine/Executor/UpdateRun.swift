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
    let update = UpdateLowering(rule, stateCount: state.count, bounds: bounds, averageShare: average?.share)
    let changed = [parameters] + state + (average.map { [$0.0] } ?? [])
    let length = ([gradients, parameters] + state).map(\.count).min() ?? 0
    let mask = executor.mask(ranges, count: length)
    let title = "\(update.title) \((changed + [gradients]).map(\.count)) \(mask != nil)"
    let executable = executor.executable(title) { writer in
      let vectors = changed.enumerated().map { writer.argument(TensorType(.f32, [$1.count]), donatedTo: $0) }
      let gradient = writer.argument(TensorType(.f32, [gradients.count])).sliced(0..<length)
      let given = writer.argument(TensorType(.f32, [update.numbers.count]))
      let isTrained = mask.map { _ in writer.maskArgument(length) }
      let updated = update.lower(vectors, along: gradient, isTrained: isTrained, given)
      return updated.values + [updated.norm.reshaped(to: [1])]
    }
    let results = executor.run(
      executable,
      changed.map(\.buffer) + [gradients.buffer, executor.send(update.numbers)] + (mask.map { [$0] } ?? []))
    for (vector, buffer) in zip(changed, results) { vector.buffer = buffer }
    return results[changed.count]
  }
}
