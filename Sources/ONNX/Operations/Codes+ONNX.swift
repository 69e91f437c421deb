import Tensors

extension NearestCodes: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  /// The code with the maximum x · code - |code|² / 2, the first of equal ones.
  func lower(_ node: LoweredNode) -> ONNXValue {
    let (vectors, codebook) = (node[0].asVectors(node.shapes[0]), node[1])
    let halves = 0.5 * (codebook * codebook).reduced(along: [1])
    let scores = vectors.product(codebook.transposed([1, 0])) - halves
    return node.writer.append("ArgMax", [scores], ["axis": .int(1), "keepdims": .int(0)], as: .int64)
      .asReal.reshaped(to: node.shape.dimensions(samples: -1))
  }
}

extension GatheredCodes: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  func lower(_ node: LoweredNode) -> ONNXValue {
    let indices = node[1].codeIndices(of: node.shapes[0].dimensions[0])
    return node.writer.append("Gather", [node[0], indices], ["axis": .int(0)]).asChannels(node.shape)
  }
}

extension CodeSums: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  func lower(_ node: LoweredNode) -> ONNXValue {
    node[1].oneHotCodes(codes).transposed([1, 0]).product(node[0].asVectors(node.shapes[0]))
  }
}

extension CodeCounts: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  func lower(_ node: LoweredNode) -> ONNXValue { node[0].oneHotCodes(codes).reduced(along: [0]) }
}

extension ONNXValue {
  /// Vectors `[n, d]` or `[n, d, h, w]` as rows, by samples, rows and columns: `[n h w, d]`.
  func asVectors(_ shape: Shape) -> ONNXValue {
    guard shape.dimensions.count > 1 else { return self }
    return transposed([0, 2, 3, 1]).reshaped(to: [-1, shape.dimensions[0]])
  }

  /// The inverse of ``asVectors(_:)``.
  fileprivate func asChannels(_ shape: Shape) -> ONNXValue {
    let size = shape.dimensions
    guard size.count > 1 else { return self }
    return reshaped(to: [-1, size[1], size[2], size[0]]).transposed([0, 3, 1, 2])
  }

  /// Indices as integers from 0 to `codes` - 1, one per vector.
  fileprivate func codeIndices(of codes: Int) -> ONNXValue {
    writer.append(
      "Clip", [converted(to: .int64), writer.number(0, .int64), writer.number(Float(codes - 1), .int64)], as: .int64
    ).reshaped(to: [-1])
  }

  /// 1 at the code of each vector, 0 elsewhere: `[vectors, codes]`.
  fileprivate func oneHotCodes(_ codes: Int) -> ONNXValue {
    codeIndices(of: codes).reshaped(to: [-1, 1])
      .compared("Equal", to: writer.numbers((0..<codes).map(Float.init), [codes], .int64)).asReal
  }
}
