import Diagnostics

extension Tensor {
  /// 1 for the `k` largest elements of each sample, the first of equal ones, and 0 for the rest: shaped as `self`.
  ///
  /// `[n, …]`, with k from 1 to the number of elements. `x * x.topMask(k)` is the k-sparse code of Makhzani and Frey
  /// 2013. A mask has no gradient, so only the selected elements receive one.
  public func topMask(_ k: Int) -> Tensor { graph.append(TopMask(k: k), [self]) }

  /// 1 for the ⌈fraction n⌉ largest activations of each feature over the batch, 0 elsewhere.
  ///
  /// `[n, d]`: each feature separately, the earlier of equal samples first. `[n, c, h, w]`: whole maps, ranked within
  /// each channel by their maximum. 0 < fraction <= 1. Lifetime sparsity, Makhzani and Frey 2015; a mask has no
  /// gradient.
  public func lifetimeMask(fraction: Float) -> Tensor {
    guard shape.isBatched, shape.dimensions.count == 3 else {
      return graph.append(LifetimeMask(fraction: fraction), [self])
    }
    let winners = graph.append(LifetimeMask(fraction: fraction), [reduced(.maximum, over: .positions)])
    return winners.broadcast(to: shape, along: .positions)
  }

  /// 1 at the maximum of each map, the first of equal ones, and 0 elsewhere: `[n, c, h, w]`.
  ///
  /// Spatial sparsity, Makhzani and Frey 2015; a mask has no gradient.
  public func spatialMask() -> Tensor { graph.append(SpatialMask(), [self]) }
}

/// A mask of the largest elements of each sample.
///
/// - Formula: y = 1 for the k largest elements of a sample, the first of equal ones, 0 elsewhere
/// - Shapes: `[n, …]` → `[n, …]`
/// - Gradient: none
package struct TopMask: Operation {
  package let k: Int
  package var name: String { "top mask" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample is required", expected: "[n, …]", got: "\(inputs[0])"))
    }
    guard k >= 1, k <= inputs[0].count else {
      throw ShapeError(
        .argument,
        Report("k is out of range", expected: "1 to \(inputs[0].count) for \(inputs[0])", got: "\(k)"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}

/// A mask of the samples with the largest values of each feature.
///
/// - Formula: y = 1 for the ⌈fraction n⌉ samples with the largest values of a feature, the first of equal ones, 0
///   elsewhere
/// - Shapes: `[n, d]` → `[n, d]`
/// - Gradient: none
package struct LifetimeMask: Operation {
  package let fraction: Float
  package var name: String { "lifetime mask" }
  package var needsWholeBatch: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched, inputs[0].dimensions.count == 1 else {
      throw ShapeError(
        .rank,
        Report(
          "features or maps are required", expected: "[n, d] or [n, c, h, w]", got: "\(inputs[0])",
          cure: "flatten it first"))
    }
    guard fraction > 0, fraction <= 1 else {
      throw ShapeError(
        .argument, Report("the fraction is out of range", expected: "0 < fraction <= 1", got: "\(fraction)"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }

  /// ⌈fraction n⌉, at least 1; a product that is an integer up to the rounding of `fraction` is not rounded up.
  package func winners(of samples: Int) -> Int {
    let product = Double(fraction) * Double(samples)
    return min(samples, max(1, Int((product * (1 - 2 * Double(Float.ulpOfOne))).rounded(.up))))
  }
}

/// A mask of the maximum of each map.
///
/// - Formula: y = 1 at the first maximum of a map, 0 elsewhere
/// - Shapes: `[n, c, h, w]` → `[n, c, h, w]`
/// - Gradient: none
package struct SpatialMask: Operation {
  package var name: String { "spatial mask" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs[0].maps() }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}

extension Shape {
  /// `self`, which must hold maps.
  fileprivate func maps() throws(ShapeError) -> Shape {
    guard isBatched, dimensions.count == 3 else {
      throw ShapeError(.rank, Report("maps are required", expected: "[n, c, h, w]", got: "\(self)"))
    }
    return self
  }
}
