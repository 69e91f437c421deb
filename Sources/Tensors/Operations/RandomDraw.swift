import Diagnostics
import Randomness

/// The distribution of random numbers.
public enum RandomDistribution: Hashable, Sendable {
  /// Uniform in [0, 1).
  case uniform
  /// Normal with mean 0 and variance 1.
  case normal
}

extension Graph {
  /// Random numbers for each sample, `[n, dimensions…]`: new at each step of a run, the same when a step is repeated.
  ///
  /// Every call has its own stream. A number depends on seed, step, stream, sample and element alone.
  public func draw(_ distribution: RandomDistribution, _ dimensions: [Int]) -> Tensor {
    append(RandomDraw(distribution: distribution, stream: nextStream(), shape: .batched(dimensions)), [])
  }

  /// Random numbers shared by all samples, `[dimensions…]`.
  public func drawShared(_ distribution: RandomDistribution, _ dimensions: [Int]) -> Tensor {
    append(RandomDraw(distribution: distribution, stream: nextStream(), shape: .unbatched(dimensions)), [])
  }
}

/// Random numbers from Philox words: element e of a sample is word e / q of block e mod q, q = ⌈count / 4⌉.
///
/// - Formula: y = u / 2²⁴, or √2 erf⁻¹((2 u + 1) / 2²⁴ - 1) for normal numbers, with u the upper 24 bits of the word
/// - Shapes: → `[n, …]` or `[…]`
/// - Gradient: none
///
/// Uniform: the word's upper 24 bits over 2²⁴. Normal: √2 erf⁻¹(2 u - 1) with u = (those bits + 1/2) over 2²⁴.
package struct RandomDraw: Operation {
  package let distribution: RandomDistribution
  package let stream: Int
  package let shape: Shape
  package var name: String { "random draw" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard stream < RandomPurpose.maxStreams else {
      throw ShapeError(
        .argument,
        Report("too many random draws", expected: "at most \(RandomPurpose.maxStreams)", got: "\(stream + 1)"))
    }
    return shape
  }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [] }
}
