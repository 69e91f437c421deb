import Tensors

extension CodeAverages: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let (sums, counts, codes) = (node[0], node[1], node.shapes[0].dimensions[0])
    let total = counts.reduced(along: [0])
    let smoothed = (counts + epsilon) * (total / (total + Float(codes) * epsilon))
    // Before the first vector every sum and the total are zero.
    let factors = smoothed.compared("Greater", to: 0).select(smoothed.unary("Reciprocal"), node.writer.number(0))
    return sums * factors.reshaped(to: [codes, 1])
  }
}

extension RevivedCodes: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  func lower(_ node: LoweredNode) -> ONNXValue {
    let (codebook, counts, choices) = (node[0], node[1], node[3])
    let vectors = node[2].asVectors(node.shapes[2])
    let total = node.writer.append("Shape", [vectors], ["start": .int(0), "end": .int(1)], as: .int64)
    // In double, where the product is exact.
    let place = (choices.converted(to: .double) * total.converted(to: .double)).unary("Floor").converted(to: .int64)
      .binary("Max", node.writer.list([0])).binary("Min", total - node.writer.list([1]))
    let chosen = node.writer.append("Gather", [vectors, place], ["axis": .int(0)])
    return counts.compared("Less", to: threshold).reshaped(to: [-1, 1]).select(chosen, codebook)
  }
}
