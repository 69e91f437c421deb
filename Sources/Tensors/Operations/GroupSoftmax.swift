import Diagnostics

extension Tensor {
  /// exp(xᵢ) / Σ exp(xⱼ) within each group of `k` neighbouring features, `[n, g k]`.
  public func softmax(groupsOf k: Int) -> Tensor { graph.append(GroupSoftmax(k: k), [self]) }

  /// xᵢ - log Σ exp(xⱼ) within each group of `k` neighbouring features, `[n, g k]`.
  public func logSoftmax(groupsOf k: Int) -> Tensor { graph.append(GroupLogSoftmax(k: k), [self]) }

  /// Groups of `k` neighbouring features, for the function `name`: `[n, g k]` to `[n, g, k]`.
  package func inGroups(of k: Int, _ name: String) -> Tensor {
    checked(name) { shape throws(ShapeError) in _ = try shape.groups(of: k) }
      .reshaped(to: [shape.count / max(k, 1), k])
  }
}

extension Shape {
  /// The number of groups of `k` features.
  package func groups(of k: Int) throws(ShapeError) -> Int {
    guard isBatched, dimensions.count == 1 else {
      throw ShapeError(
        .rank,
        Report("a vector per sample is required", expected: "[n, features]", got: "\(self)", cure: "flatten it first"))
    }
    try Self.checkGroup(of: k)
    guard count.isMultiple(of: k) else {
      throw ShapeError(
        .count, Report("the features do not make whole groups", expected: "a multiple of \(k)", got: "\(self)"))
    }
    return count / k
  }

  /// Checks the size of a group.
  package static func checkGroup(of k: Int) throws(ShapeError) {
    guard k >= 1 else {
      throw ShapeError(.argument, Report("the size of a group is out of range", expected: ">= 1", got: "\(k)"))
    }
  }
}

/// The softmax of each group of features, with m the maximum of the group.
///
/// - Formula: y = exp(x - m) / Σ exp(x - m) over the group
/// - Shapes: `[n, g k]` → `[n, g k]`
/// - Gradient: (dy - Σ y dy over the group) y
package struct GroupSoftmax: Operation {
  package let k: Int
  package var name: String { "softmax" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    _ = try inputs[0].groups(of: k)
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [(upstream - (upstream * result).summedInGroups(of: k).repeatedInGroups(of: k)) * result]
  }
}

/// The logarithm of the softmax, with m the maximum of the group.
///
/// - Formula: y = (x - m) - log Σ exp(x - m) over the group
/// - Shapes: `[n, g k]` → `[n, g k]`
/// - Gradient: dy - exp(y) Σ dy over the group
package struct GroupLogSoftmax: Operation {
  package let k: Int
  package var name: String { "log-softmax" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    _ = try inputs[0].groups(of: k)
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream - exp(result) * upstream.summedInGroups(of: k).repeatedInGroups(of: k)]
  }
}
