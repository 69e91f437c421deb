import Diagnostics

extension Value {
  /// The same elements in the same order with other dimensions.
  func reshaped(to dimensions: [Int]) -> Value {
    guard dimensions != self.dimensions else { return self }
    let target = TensorType(type.element, dimensions)
    require(target.count == type.count, "reshape of \(type) to \(target)")
    return writer.append("reshape", [self], as: target)
  }

  /// Dimension i of the result is dimension `order[i]` of `self`.
  func transposed(_ order: [Int]) -> Value {
    writer.append(
      "transpose", [self], "permutation = \(list(order))",
      as: TensorType(type.element, order.map { self.dimensions[$0] }))
  }

  /// The elements in reverse order along `axes`.
  func reversed(along axes: [Int]) -> Value { writer.append("reverse", [self], "dimensions = \(list(axes))", as: type) }

  /// `self` repeated to `dimensions`; dimension i of `self` becomes dimension `axes[i]` of the result.
  func broadcast(to dimensions: [Int], axes: [Int]) -> Value {
    if dimensions == self.dimensions { return self }
    return writer.append(
      "broadcast_in_dim", [self], "broadcast_dimensions = \(list(axes))", as: TensorType(type.element, dimensions))
  }

  /// The number `self`, `[]`, in every element of `dimensions`.
  func repeated(to dimensions: [Int]) -> Value { broadcast(to: dimensions, axes: []) }

  /// The elements at `start`, `start + step`, … below `limit` of each dimension.
  func sliced(from start: [Int], to limit: [Int], step: [Int]? = nil) -> Value {
    let step = step ?? start.map { _ in 1 }
    let result = start.indices.map { (limit[$0] - start[$0] + step[$0] - 1) / step[$0] }
    if result == dimensions { return self }
    return writer.append(
      "slice", [self],
      "start_indices = \(list(start)), limit_indices = \(list(limit)), strides = \(list(step))",
      as: TensorType(type.element, result))
  }

  /// The elements of `range` of a vector.
  func sliced(_ range: Range<Int>) -> Value { sliced(from: [range.lowerBound], to: [range.upperBound]) }

  /// `self` with `filler`, a number, around it and between its elements; negative amounts around it crop.
  func padded(low: [Int], high: [Int], between: [Int]? = nil, with filler: Float = 0) -> Value {
    let between = between ?? low.map { _ in 0 }
    if low.allSatisfy({ $0 == 0 }), high.allSatisfy({ $0 == 0 }), between.allSatisfy({ $0 == 0 }) { return self }
    let result = dimensions.indices.map { axis in
      low[axis] + dimensions[axis] + (dimensions[axis] - 1) * between[axis] + high[axis]
    }
    return writer.append(
      "pad", [self, writer.splat(filler, TensorType(type.element, []))],
      "edge_padding_low = \(list(low)), edge_padding_high = \(list(high)), interior_padding = \(list(between))",
      as: TensorType(type.element, result))
  }

  /// `self` with the elements from `start` on replaced by those of the vector `part`.
  func replacing(from start: Int, with part: Value) -> Value {
    if part.type == type { return part }
    return writer.append(
      "dynamic_update_slice", [self, part, writer.splat(start, TensorType(.s32, []))], as: type)
  }
}

extension StableHLOWriter {
  /// The values in order along `axis`.
  func concatenated(_ values: [Value], along axis: Int) -> Value {
    if values.count == 1 { return values[0] }
    var type = values[0].type
    type.dimensions[axis] = values.reduce(0) { $0 + $1.dimensions[axis] }
    return append("concatenate", values, "dimension = \(axis) : i64", as: type)
  }
}

/// `array<i64: 1, 2>`.
func list(_ numbers: [Int]) -> String {
  numbers.isEmpty ? "array<i64>" : "array<i64: \(numbers.map(String.init).joined(separator: ", "))>"
}
