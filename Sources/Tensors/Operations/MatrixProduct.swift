import Diagnostics

extension Tensor {
  /// `self · weightsᵀ`: `[n, in]` by `[out, in]` gives `[n, out]`.
  public func multiplied(byTransposed weights: Tensor) -> Tensor { graph.append(MatrixProduct(), [self, weights]) }
}

/// The product of a linear layer.
///
/// - Formula: y = x wᵀ
/// - Shapes: `[n, in]`, `[out, in]` → `[n, out]`
/// - Gradient: in x, `MatrixProductInputGradient` of dy and w; in w, `MatrixProductWeightGradient` of dy and x
package struct MatrixProduct: Operation {
  package var name: String { "matrix product" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let (features, weights) = (inputs[0], inputs[1])
    guard features.isBatched, features.dimensions.count == 1 else {
      throw ShapeError(
        .rank,
        Report(
          "a vector per sample is required", expected: "[n, features]", got: "\(features)", cure: "flatten it first"))
    }
    guard !weights.isBatched, weights.dimensions.count == 2 else {
      throw ShapeError(.rank, Report("a weight matrix is required", expected: "[out, in]", got: "\(weights)"))
    }
    guard weights.dimensions[1] == features.dimensions[0] else {
      throw ShapeError(
        .channels,
        Report(
          "the weights have a different number of features", expected: "[n, \(weights.dimensions[1])]",
          got: "\(features)", cure: "give the layer \(features.dimensions[0]) inputs"))
    }
    return .batched([weights.dimensions[0]])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [
      upstream.graph.append(MatrixProductInputGradient(), [upstream, inputs[1]]),
      upstream.graph.append(MatrixProductWeightGradient(), [upstream, inputs[0]]),
    ]
  }
}

/// The gradient of a ``MatrixProduct`` in its features.
///
/// - Formula: dx = dy w
/// - Shapes: dy and w: `[n, out]`, `[out, in]` → `[n, in]`
/// - Gradient: in dy, `MatrixProduct` of the incoming gradient and w; in w, `MatrixProductWeightGradient` of dy and it
package struct MatrixProductInputGradient: Operation {
  package var name: String { "matrix product's input gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched([inputs[1].dimensions[1]]) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [
      upstream.multiplied(byTransposed: inputs[1]),
      upstream.graph.append(MatrixProductWeightGradient(), [inputs[0], upstream]),
    ]
  }
}

/// The gradient of a ``MatrixProduct`` in its weights.
///
/// - Formula: dw = dyᵀ x
/// - Shapes: dy and x: `[n, out]`, `[n, in]` → `[out, in]`
/// - Gradient: in dy, `MatrixProduct` of x and the incoming gradient; in x, `MatrixProductInputGradient` of dy and it
package struct MatrixProductWeightGradient: Operation {
  package var name: String { "matrix product's weight gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    .unbatched([inputs[0].dimensions[0], inputs[1].dimensions[0]])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [
      inputs[1].multiplied(byTransposed: upstream),
      upstream.graph.append(MatrixProductInputGradient(), [inputs[0], upstream]),
    ]
  }
}
