import Tensors

extension NearestCodes: XLAOperation {
  /// The code with the maximum x · code - |code|² / 2, the first of equal ones.
  func lower(_ node: LoweredNode) -> Value {
    let (vectors, codebook) = (node[0].asVectors, node[1])
    let halves = 0.5 * (codebook * codebook).reduced(along: [1])
    let products = vectors.product(codebook, over: 1, 1)
    let scores = products - halves.broadcast(to: products.dimensions, axes: [1])
    let maxima = scores.reduced(by: .maximum, along: [1]).broadcast(to: scores.dimensions, axes: [0])
    let codes = node.writer.iota(scores.type, along: 1)
    let count = Float(codebook.dimensions[0])
    let first = scores.compared(.equal, to: maxima).select(codes, codes.splat(count)).reduced(by: .minimum, along: [1])
    // Where a vector is not finite, no score may equal the maximum.
    return first.compared(.less, to: count).select(first, first.splat(0)).asIndices(node.dimensions)
  }
}

extension GatheredCodes: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    node[0].rows(at: node[1].codeIndices(of: node[0].dimensions[0])).asChannels(node.dimensions)
  }
}

extension CodeSums: XLAOperation {
  /// A product with one-hot indices: a scatter would add in an order of its own.
  func lower(_ node: LoweredNode) -> Value { node[1].oneHotCodes(codes).product(node[0].asVectors, over: 0, 0) }
}

extension CodeCounts: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node.withoutPadding(node[0].oneHotCodes(codes)).reduced(along: [0]) }
}

extension Value {
  /// Vectors `[n, d]` or `[n, d, h, w]` as rows, by samples, rows and columns: `[n h w, d]`.
  var asVectors: Value {
    guard dimensions.count > 2 else { return self }
    return transposed([0, 2, 3, 1]).reshaped(to: [type.count / dimensions[1], dimensions[1]])
  }

  /// The inverse of ``asVectors``, for a result of `dimensions`.
  fileprivate func asChannels(_ dimensions: [Int]) -> Value {
    guard dimensions.count > 2 else { return self }
    return reshaped(to: [dimensions[0], dimensions[2], dimensions[3], dimensions[1]]).transposed([0, 3, 1, 2])
  }

  /// One number per vector as `[n, 1]` or `[n, 1, h, w]`.
  fileprivate func asIndices(_ dimensions: [Int]) -> Value { reshaped(to: dimensions) }

  /// Indices as integers from 0 to `codes` - 1, one per vector; NaN becomes 0.
  fileprivate func codeIndices(of codes: Int) -> Value {
    let flat = reshaped(to: [type.count])
    let clamped = flat.compared(.greater, to: 0).select(flat.minimum(flat.splat(Float(codes - 1))), flat.splat(0))
    return clamped.converted(to: .s32)
  }

  /// 1 at the code of each vector, 0 elsewhere: `[vectors, codes]`.
  fileprivate func oneHotCodes(_ codes: Int) -> Value {
    let indices = codeIndices(of: codes)
    let type = TensorType(.s32, [indices.dimensions[0], codes])
    return indices.broadcast(to: type.dimensions, axes: [0]).compared(.equal, to: writer.iota(type, along: 1)).asFloat
  }

  /// The rows of a matrix at `indices`, integers `[m]`: `[m, d]`.
  func rows(at indices: Value) -> Value {
    writer.append(
      "gather", [self, indices],
      "dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], "
        + "index_vector_dim = 1>, slice_sizes = \(list([1, dimensions[1]])), indices_are_sorted = false",
      as: TensorType(type.element, [indices.dimensions[0], dimensions[1]]))
  }
}
