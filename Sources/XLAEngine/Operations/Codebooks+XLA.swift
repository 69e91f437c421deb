import Tensors

extension CodeAverages: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (sums, counts) = (node[0], node[1])
    let total = counts.reduced(along: [0])
    let codes = Float(counts.dimensions[0])
    let divisor = total + codes * epsilon
    let smoothed = (counts + epsilon) * (total / divisor).repeated(to: counts.dimensions)
    // Before the first vector every sum and the total are zero.
    let factors = smoothed.compared(.greater, to: 0).select(1 / smoothed, smoothed.splat(0))
    return sums * factors.broadcast(to: sums.dimensions, axes: [0])
  }
}

extension RevivedCodes: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (codebook, counts, vectors, choices) = (node[0], node[1], node[2].asVectors, node[3])
    // In double, where the product is exact.
    let wide = choices.converted(to: .f64)
    let total = node.sampleCount(times: vectors.dimensions[0] / node.samples, wide.type)
    let place = (wide * total).maximum(wide.splat(0)).minimum(total - 1)
    let chosen = vectors.rows(at: place.converted(to: .s32))
    return counts.compared(.less, to: threshold).broadcast(to: codebook.dimensions, axes: [0]).select(chosen, codebook)
  }
}
