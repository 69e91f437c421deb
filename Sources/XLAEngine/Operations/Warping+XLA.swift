import Tensors

extension Warping: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let images = node[0]
    let corners = WarpedCorners(of: node[1], images.dimensions).all.map { corner in
      images.pixels(at: corner.indices) * corner.weight.broadcast(to: images.dimensions, axes: [0, 2, 3])
    }
    return corners.dropFirst().reduce(corners[0], +)
  }
}

extension WarpingGradient: XLAOperation {
  /// Adds each pixel's share to the four pixels around its place.
  func lower(_ node: LoweredNode) -> Value {
    let dy = node[0]
    return WarpedCorners(of: node[1], dy.dimensions).all.reduce(dy.splat(0)) { images, corner in
      images.adding(dy * corner.weight.broadcast(to: dy.dimensions, axes: [0, 2, 3]), at: corner.indices)
    }
  }
}

/// The four pixels around the place that each pixel of a warped image samples.
private struct WarpedCorners {
  /// Indices (sample, row, column) `[n, h, w, 3]` within the image, and weights `[n, h, w]`, 0 outside.
  var all: [(indices: Value, weight: Value)] = []

  init(of transforms: Value, _ dimensions: [Int]) {
    let writer = transforms.writer
    let (samples, height, width) = (dimensions[0], dimensions[2], dimensions[3])
    let type = TensorType(.f32, [samples, height, width])
    let (middleRow, middleColumn) = (Float(height - 1) / 2, Float(width - 1) / 2)
    let (u, v) = (writer.iota(type, along: 2) - middleColumn, writer.iota(type, along: 1) - middleRow)
    func entry(_ index: Int) -> Value {
      transforms.sliced(from: [0, index], to: [samples, index + 1]).reshaped(to: [samples])
        .broadcast(to: type.dimensions, axes: [0])
    }
    let x = entry(0) * u + entry(1) * v + entry(2) + middleColumn
    let y = entry(3) * u + entry(4) * v + entry(5) + middleRow
    let (left, top) = (x.unary("floor"), y.unary("floor"))
    let (right, bottom) = (x - left, y - top)
    let sample = writer.iota(TensorType(.s32, type.dimensions), along: 0)
    for (isBelow, rowWeight) in [(false, 1 - bottom), (true, bottom)] {
      for (isRight, columnWeight) in [(false, 1 - right), (true, right)] {
        let row = isBelow ? top + 1 : top
        let column = isRight ? left + 1 : left
        let isInside = row.lies(below: height).and(column.lies(below: width))
        let weight = isInside.select(rowWeight * columnWeight, row.splat(0))
        let indices = writer.concatenated(
          [sample, row.clampedIndex(below: height), column.clampedIndex(below: width)].map {
            $0.reshaped(to: type.dimensions + [1])
          }, along: 3)
        all.append((indices, weight))
      }
    }
  }
}

extension Value {
  /// Whether 0 <= element < extent.
  fileprivate func lies(below extent: Int) -> Value {
    compared(.greaterOrEqual, to: 0).and(compared(.lessOrEqual, to: Float(extent - 1)))
  }

  /// The nearest index in 0 ..< extent.
  fileprivate func clampedIndex(below extent: Int) -> Value {
    maximum(splat(0)).minimum(splat(Float(extent - 1))).converted(to: .s32)
  }

  /// All channels of the pixels at `indices`, `[n, h, w, 3]`: `[n, c, h, w]`.
  fileprivate func pixels(at indices: Value) -> Value {
    writer.append(
      "gather", [self, indices],
      "dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0, 2, 3], "
        + "start_index_map = [0, 2, 3], index_vector_dim = 3>, slice_sizes = \(list([1, dimensions[1], 1, 1])), "
        + "indices_are_sorted = false",
      as: type)
  }

  /// `self` with `values`, `[n, c, h, w]`, added to all channels of the pixels at `indices`, `[n, h, w, 3]`.
  fileprivate func adding(_ values: Value, at indices: Value) -> Value {
    writer.append(
      "scatter", [self, indices, values], region: writer.additionRegion(type.element),
      "scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0, 2, 3], "
        + "scatter_dims_to_operand_dims = [0, 2, 3], index_vector_dim = 3>, indices_are_sorted = false, "
        + "unique_indices = false",
      as: [type])[0]
  }
}
