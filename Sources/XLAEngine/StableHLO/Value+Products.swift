extension Value {
  /// The sum of products over dimension `axis` of `self` and `otherAxis` of `other`; their other dimensions follow each
  /// other.
  func product(_ other: Value, over axis: Int, _ otherAxis: Int) -> Value {
    let kept = [(self, axis), (other, otherAxis)].flatMap { value, axis in
      value.dimensions.indices.filter { $0 != axis }.map { value.dimensions[$0] }
    }
    return writer.append(
      "dot_general", [self, other],
      "dot_dimension_numbers = #stablehlo.dot<lhs_contracting_dimensions = [\(axis)], "
        + "rhs_contracting_dimensions = [\(otherAxis)]>, \(writer.precisionAttribute)",
      as: TensorType(type.element, kept))
  }

  /// A convolution of `self` with `filters`.
  ///
  /// - Parameters:
  ///   - labels: MLIR's dimension labels of images, filters and result: `[b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]`.
  ///   - geometry: Strides, paddings and dilations.
  ///   - dimensions: Those of the result.
  func convolved(
    with filters: Value, labels: String, _ geometry: ConvolutionForm, to dimensions: [Int]
  ) -> Value {
    let padding = zip(geometry.low, geometry.high).map { "[\($0), \($1)]" }.joined(separator: ", ")
    return writer.append(
      "convolution", [self, filters],
      "window_strides = \(list(geometry.strides)), padding = dense<[\(padding)]> : tensor<2x2xi64>, "
        + "lhs_dilation = \(list(geometry.imageDilation)), rhs_dilation = \(list(geometry.filterDilation)), "
        + "window_reversal = array<i1: false, false>, dimension_numbers = #stablehlo.conv<\(labels)>, "
        + "feature_group_count = 1 : i64, batch_group_count = 1 : i64, \(writer.precisionAttribute)",
      as: TensorType(type.element, dimensions))
  }
}

/// How filters slide over images, by rows and columns.
struct ConvolutionForm {
  var strides = [1, 1]
  /// Rows and columns of zeros above and to the left; negative ones crop.
  var low: [Int]
  /// Rows and columns of zeros below and to the right.
  var high: [Int]
  /// 1 + the zeros between the pixels of the images.
  var imageDilation = [1, 1]
  /// 1 + the zeros between the taps of the filters.
  var filterDilation = [1, 1]
}

extension StableHLOWriter {
  fileprivate var precisionAttribute: String {
    let word = "#stablehlo<precision \(precision.rawValue)>"
    return "precision_config = [\(word), \(word)]"
  }
}
