import Diagnostics

/// Each channel normalised by its mean and variance, then scaled and shifted.
///
/// - Formula: y[n, c, …] = (x - mean[c]) / √(variance[c] + ε) · scale[c] + shift[c]
/// - Shapes: x, mean, variance, scale and shift: `[n, c, …]`, `[c]`, `[c]`, `[c]`, `[c]` → `[n, c, …]`
/// - Gradient: in x, `BatchNormalizationInputGradient`, or dy scale / √(variance + ε) for given statistics; in scale,
///   `NormalizationScaleGradient`; in shift, Σ dy
package struct Normalization: Operation {
  package enum Statistics {
    /// Mean and variance are functions of x, included in the gradient of x.
    case ofBatch
    /// Mean and variance are constants.
    case given
  }
  package let epsilon: Float
  package let statistics: Statistics
  package var name: String { statistics == .ofBatch ? "batch normalisation" : "normalisation" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let perChannel = try inputs[0].perChannel()
    for shape in inputs.dropFirst() where shape != perChannel {
      throw ShapeError(
        .mismatch,
        Report(
          "one number per channel is required", expected: "\(perChannel) for \(inputs[0])", got: "\(shape)",
          cure: "give the layer \(perChannel.count) channels"))
    }
    guard epsilon > 0, epsilon.isFinite else {
      throw ShapeError(.argument, Report("epsilon is out of range", expected: "> 0", got: "\(epsilon)"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let graph = upstream.graph
    let (x, mean, variance, scale) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let ofScale = graph.append(NormalizationScaleGradient(epsilon: epsilon), [upstream, x, mean, variance])
    let ofShift = upstream.channelSum()
    let ofInput =
      switch statistics {
      case .ofBatch:
        graph.append(
          BatchNormalizationInputGradient(epsilon: epsilon), [upstream, x, mean, variance, scale, ofScale, ofShift])
      case .given:
        upstream.scaled(byChannels: scale * variance.inverseDeviation(epsilon))
      }
    return [ofInput, nil, nil, ofScale, ofShift]
  }
}

/// The gradient of a ``Normalization`` in its scale.
///
/// - Formula: dscale[c] = Σ dy (x - mean[c]) / √(variance[c] + ε), over samples and positions
/// - Shapes: dy, x, mean and variance: `[n, c, …]`, `[n, c, …]`, `[c]`, `[c]` → `[c]`
/// - Gradient: in each operand separately
package struct NormalizationScaleGradient: Operation {
  package let epsilon: Float
  package var name: String { "normalisation's scale gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs[0].perChannel() }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let (dy, x, mean, variance) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let inverse = variance.inverseDeviation(epsilon)
    let factor = inverse * upstream
    return [
      x.adding(bias: -mean).scaled(byChannels: factor), dy.scaled(byChannels: factor), -(dy.channelSum() * factor),
      -0.5 * (result * inverse * factor),
    ]
  }
}

/// The gradient of a ``Normalization`` by batch statistics in its batch, with N the elements of a channel.
///
/// - Formula: dx = scale / √(variance + ε) · (dy - dshift / N - z dscale / N) with z = (x - mean) / √(variance + ε)
/// - Shapes: dy, x, mean, variance, scale, dscale and dshift: `[n, c, …]`, `[n, c, …]`, `[c]` … → `[n, c, …]`
/// - Gradient: in each operand separately
package struct BatchNormalizationInputGradient: Operation {
  package let epsilon: Float
  package var name: String { "batch normalisation's input gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  /// The gradients in each operand separately; those of mean, variance, dscale and dshift lead on to x and dy.
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let (dy, x, mean, variance) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let (scale, ofScale, ofShift) = (inputs[4], inputs[5], inputs[6])
    let inverse = variance.inverseDeviation(epsilon)
    let factor = scale * inverse
    let (meanOfScale, meanOfShift) = (ofScale.dividedByElements(of: x), ofShift.dividedByElements(of: x))
    // Sums over upstream: alone, times dy, and times the normalised values.
    let sum = upstream.channelSum()
    let product = (upstream * dy).channelSum()
    let projection = upstream.graph.append(
      NormalizationScaleGradient(epsilon: epsilon), [upstream, x, mean, variance])
    let slope = factor * inverse * meanOfScale
    return [
      upstream.scaled(byChannels: factor),
      upstream.scaled(byChannels: -slope),
      slope * sum,
      -0.5 * (factor * inverse * inverse * (product - meanOfShift * sum - 2 * (meanOfScale * projection))),
      inverse * (product - meanOfShift * sum - meanOfScale * projection),
      -(factor * projection).dividedByElements(of: x),
      -(factor * sum).dividedByElements(of: x),
    ]
  }
}

extension Tensor {
  /// 1 / √(self + ε) of each variance.
  fileprivate func inverseDeviation(_ epsilon: Float) -> Tensor { (self + epsilon).squareRoot().reciprocal() }
}
