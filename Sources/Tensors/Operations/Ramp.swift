/// A number that moves on a straight line over the steps of a run, then stays: a temperature, the weight of a loss.
public struct Ramp: Hashable, Sendable, Codable {
  /// The number at the first step.
  public var from: Double
  /// The number after `steps` steps, and from then on.
  public var to: Double
  /// Steps, 0 or more.
  public var steps: Int

  public init(from: Double, to: Double, steps: Int) { (self.from, self.to, self.steps) = (from, to, steps) }

  /// The number at `step`, from 0.
  public func value(at step: Int) -> Double {
    step >= steps ? to : from + (to - from) * Double(max(step, 0)) / Double(steps)
  }

  /// The number at `position`: that of the step, or the last in an evaluation.
  package func value(at position: RunPosition) -> Double { position.isEvaluation ? to : value(at: position.step) }
}

extension Graph {
  /// The number of `ramp` at the step that the program is run at, `[]`.
  public func value(of ramp: Ramp) -> Tensor { append(RampValue(ramp: ramp), []) }
}

/// A function of the step alone.
package struct RampValue: Operation {
  package let ramp: Ramp
  package var name: String { "ramp" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched([]) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}
