/// x Φ(x) of every element, with Φ the standard normal distribution function (Hendrycks and Gimpel, 2016).
///
/// The exact form, not the tanh approximation.
public func gelu(_ x: Tensor) -> Tensor {
  x.checked("gelu") { shape throws(ShapeError) in try shape.checkPerSample() }.mapped(by: .gelu)
}

/// The gradient of x Φ(x), with φ the normal density.
///
/// - Formula: dx = (Φ(x) + x φ(x)) dy
/// - Shapes: dy and x: `[n, …]`, `[n, …]` → `[n, …]`
/// - Gradient: in dy, the same operation on the incoming gradient; in x, the incoming gradient times dy (2 - x²) φ(x)
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
