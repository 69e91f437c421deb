extension ElementType {
  /// The name in StableHLO's text: `f32`.
  var text: String {
    switch self {
    case .pred: "i1"
    case .s8, .s16, .s32, .s64: "i\(8 * byteCount)"
    case .u8, .u16, .u32, .u64: "ui\(8 * byteCount)"
    case .f16, .f32, .f64: "f\(8 * byteCount)"
    case .bf16: "bf16"
    }
  }
}

/// The element type and the dimensions of a value; all are known, the batch included.
struct TensorType: Hashable, CustomStringConvertible {
  var element: ElementType
  var dimensions: [Int]

  init(_ element: ElementType, _ dimensions: [Int]) { (self.element, self.dimensions) = (element, dimensions) }

  /// The number of elements.
  var count: Int { dimensions.reduce(1, *) }

  /// `tensor<2x3xf32>`.
  var description: String { "tensor<\(dimensions.map { "\($0)x" }.joined())\(element.text)>" }
}
