import Diagnostics

/// x Φ(x) of every element of a value per sample, with Φ the normal distribution function (Hendrycks and Gimpel, 2016).
///
/// The exact form, not the one by tanh.
public func gelu(_ x: Tensor) -> Tensor { x.graph.append(GELU(), [x]) }

/// y = x Φ(x).
package struct GELU: Operation {
  package var name: String { "gelu" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample was needed", expected: "[n, …]", got: "\(inputs[0])"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(GELUGradient(), [upstream, inputs[0]])]
  }
}

/// dx = dy (Φ(x) + x φ(x)), with φ the normal density.
package struct GELUGradient: Operation {
  package var name: String { "gelu's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let (dy, x) = (inputs[0], inputs[1])
    let square = x.squared()
    let density = 0.398_942_28 * exp(-0.5 * square)
    return [
      upstream.graph.append(GELUGradient(), [upstream, x]), (upstream * dy) * (density * (2 - square)),
    ]
  }
}
