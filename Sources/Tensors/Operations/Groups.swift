import Diagnostics

extension Tensor {
  /// The sums of groups of `k` neighbouring features: `[n, g k]` to `[n, g]`.
  public func summedInGroups(of k: Int) -> Tensor { graph.append(GroupSum(k: k), [self]) }

  /// Every feature `k` times: `[n, g]` to `[n, g k]`.
  public func repeatedInGroups(of k: Int) -> Tensor { graph.append(GroupCopies(k: k), [self]) }

  /// exp(xᵢ) / Σ exp(xⱼ) within each group of `k` neighbouring features, `[n, g k]`.
  public func softmax(groupsOf k: Int) -> Tensor { graph.append(GroupSoftmax(k: k), [self]) }

  /// xᵢ - log Σ exp(xⱼ) within each group of `k` neighbouring features, `[n, g k]`.
  public func logSoftmax(groupsOf k: Int) -> Tensor { graph.append(GroupLogSoftmax(k: k), [self]) }

  /// log Σ exp(xⱼ) over each group of `k` neighbouring features: `[n, g k]` to `[n, g]`.
  public func logSumExp(groupsOf k: Int) -> Tensor { graph.append(GroupLogSumExp(k: k), [self]) }
}

extension Shape {
  /// The number of groups of `k` features.
  fileprivate func groups(of k: Int) throws(ShapeError) -> Int {
    guard isBatched, dimensions.count == 1 else {
      throw ShapeError(
        .rank,
        Report("a vector per sample was needed", expected: "[n, features]", got: "\(self)", cure: "flatten it first"))
    }
    guard k >= 1 else {
      throw ShapeError(.argument, Report("the size of a group is out of range", expected: ">= 1", got: "\(k)"))
    }
    guard count.isMultiple(of: k) else {
      throw ShapeError(
        .count, Report("the features do not make whole groups", expected: "a multiple of \(k)", got: "\(self)"))
    }
    return count / k
  }
}

/// y[n, g] = Σ x[n, g k + i].
package struct GroupSum: Operation {
  package let k: Int
  package var name: String { "sum in groups" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched([try inputs[0].groups(of: k)]) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.repeatedInGroups(of: k)]
  }
}

/// y[n, g k + i] = x[n, g].
package struct GroupCopies: Operation {
  package let k: Int
  package var name: String { "repetition in groups" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    _ = try inputs[0].groups(of: 1)
    guard k >= 1 else {
      throw ShapeError(.argument, Report("the size of a group is out of range", expected: ">= 1", got: "\(k)"))
    }
    return .batched([inputs[0].count * k])
  }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.summedInGroups(of: k)]
  }
}

/// y = exp(x - m) / Σ exp(x - m), with m the greatest of the group.
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

/// y = (x - m) - log Σ exp(x - m), with m the greatest of the group.
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

/// y = m + log Σ exp(x - m), with m the greatest of the group.
package struct GroupLogSumExp: Operation {
  package let k: Int
  package var name: String { "log-sum-exp" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched([try inputs[0].groups(of: k)]) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.repeatedInGroups(of: k) * inputs[0].softmax(groupsOf: k)]
  }
}
