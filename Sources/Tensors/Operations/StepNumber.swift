/// A value that changes linearly over the steps of a run, then stays: a temperature, the weight of a loss.
public struct Ramp: Hashable, Sendable, Codable {
  /// The value at the first step.
  public var from: Double
  /// The value after `steps` steps.
  public var to: Double
  /// The number of steps, 0 or more.
  public var steps: Int

  /// Creates a ramp from the value `from` to the value `to` over `steps` steps.
  public init(from: Double, to: Double, steps: Int) { (self.from, self.to, self.steps) = (from, to, steps) }

  /// The value at `step`, from 0.
  public func value(at step: Int) -> Double {
    step >= steps ? to : from + (to - from) * Double(max(step, 0)) / Double(steps)
  }

  /// The value at `position`: that of the step, or the last in an evaluation.
  package func value(at position: RunPosition) -> Double { position.isEvaluation ? to : value(at: position.step) }
}

extension Graph {
  /// The value of `ramp` at the current step, `[]`.
  public func value(of ramp: Ramp) -> Tensor { value(of: .ramp(ramp)) }

  /// The value of `kind` at the current step, `[]`.
  package func value(of kind: StepNumber.Kind) -> Tensor { append(StepNumber(kind: kind), []) }
}

/// A scalar known before a step: a function of the step, or of the number of samples in the batch.
///
/// - Formula: y = a ramp's value at the step, n, 1 / n or N / max(N - 1, 1) with N = n · elements
/// - Shapes: → `[]`
/// - Gradient: none
package struct StepNumber: Operation {
  package enum Kind: Hashable {
    case ramp(Ramp)
    case samples
    case reciprocalOfSamples
    /// The factor that makes a variance over `elements` elements of each sample unbiased.
    case besselCorrection(elements: Int)
  }
  package let kind: Kind
  package var name: String { "number of a step" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched([]) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }

  /// The value at `position` for a batch of which this process computes `count` samples.
  package func value(samples count: Int, at position: RunPosition) -> Float {
    let samples = position.batchCount(count)
    switch kind {
    case .ramp(let ramp): return Float(ramp.value(at: position))
    case .samples: return Float(samples)
    case .reciprocalOfSamples: return 1 / Float(samples)
    case .besselCorrection(let elements):
      let number = Float(samples * elements)
      return number / max(number - 1, 1)
    }
  }
}
