extension ONNXValue {
  /// The same elements in the same order with other dimensions, one of which may be -1.
  func reshaped(to dimensions: [Int]) -> ONNXValue {
    writer.append("Reshape", [self, writer.list(dimensions)], as: element)
  }

  /// Dimension i of the result is dimension `order[i]` of `self`.
  func transposed(_ order: [Int]) -> ONNXValue { unary("Transpose", ["perm": .ints(order)]) }

  /// The dimensions as a list.
  var shape: ONNXValue { writer.append("Shape", [self], as: .int64) }

  /// The matrix product with `other`.
  func product(_ other: ONNXValue) -> ONNXValue { binary("MatMul", other) }

  /// The elements at `start`, `start + step`, … below `limit` of dimension 1 and on; the batch stays.
  func sliced(from start: [Int], to limit: [Int], step: [Int]) -> ONNXValue {
    writer.append(
      "Slice",
      [self, writer.list(start), writer.list(limit), writer.list(Array(1...start.count)), writer.list(step)],
      as: element)
  }

  /// `self` with zeros around it along dimension 1 and on; negative amounts crop.
  func padded(low: [Int], high: [Int]) -> ONNXValue {
    if low.allSatisfy({ $0 == 0 }), high.allSatisfy({ $0 == 0 }) { return self }
    return writer.append("Pad", [self, writer.list([0] + low + [0] + high)], as: element)
  }

  /// `self` repeated to the dimensions of the list `shape`, as NumPy broadcasts.
  func expanded(to shape: ONNXValue) -> ONNXValue { writer.append("Expand", [self, shape], as: element) }
}

extension ONNXWriter {
  /// The values in order along `axis`.
  func concatenated(_ values: [ONNXValue], along axis: Int) -> ONNXValue {
    values.count == 1 ? values[0] : append("Concat", values, ["axis": .int(axis)], as: values[0].element)
  }
}
