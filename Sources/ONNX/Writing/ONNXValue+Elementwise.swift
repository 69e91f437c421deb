extension ONNXValue {
  static func + (a: ONNXValue, b: ONNXValue) -> ONNXValue { a.binary("Add", b) }
  static func - (a: ONNXValue, b: ONNXValue) -> ONNXValue { a.binary("Sub", b) }
  static func * (a: ONNXValue, b: ONNXValue) -> ONNXValue { a.binary("Mul", b) }
  static func / (a: ONNXValue, b: ONNXValue) -> ONNXValue { a.binary("Div", b) }
  static func + (a: ONNXValue, b: Float) -> ONNXValue { b == 0 ? a : a + a.writer.number(b, a.element) }
  static func - (a: ONNXValue, b: Float) -> ONNXValue { b == 0 ? a : a - a.writer.number(b, a.element) }
  static func * (a: Float, b: ONNXValue) -> ONNXValue { a == 1 ? b : b * b.writer.number(a, b.element) }
  static prefix func - (a: ONNXValue) -> ONNXValue { a.unary("Neg") }

  /// An operator of two operands of one type, whose shapes are broadcast as NumPy's are.
  func binary(_ type: String, _ other: ONNXValue) -> ONNXValue { writer.append(type, [self, other], as: element) }

  /// An operator of one operand: `Tanh`.
  func unary(_ type: String, _ attributes: KeyValuePairs<String, ONNXAttribute> = [:]) -> ONNXValue {
    writer.append(type, [self], attributes, as: element)
  }

  /// A comparison, as booleans: `Greater`.
  func compared(_ type: String, to other: ONNXValue) -> ONNXValue { writer.append(type, [self, other], as: .bool) }

  /// A comparison with a number.
  func compared(_ type: String, to number: Float) -> ONNXValue {
    compared(type, to: writer.number(number, element))
  }

  /// `a` where `self`, booleans, is true, `b` elsewhere.
  func select(_ a: ONNXValue, _ b: ONNXValue) -> ONNXValue { writer.append("Where", [self, a, b], as: a.element) }

  /// The elements as the numbers that are being written.
  var asReal: ONNXValue { converted(to: writer.real) }

  /// The elements with another type.
  func converted(to element: ONNXElement) -> ONNXValue {
    if self.element == element { return self }
    return writer.append("Cast", [self], ["to": .int(element.dataType.rawValue)], as: element)
  }

  /// The sum over `axes`, which are removed; `type` is another reduction, `ReduceMax`.
  func reduced(_ type: String = "ReduceSum", along axes: [Int], keepsAxes: Bool = false) -> ONNXValue {
    if axes.isEmpty { return self }
    return writer.append(type, [self, writer.list(axes)], ["keepdims": .int(keepsAxes ? 1 : 0)], as: element)
  }
}

extension ONNXWriter {
  /// A constant scalar.
  func number(_ value: Float, _ element: ONNXElement? = nil) -> ONNXValue { numbers([value], [], element) }

  /// A constant of `dimensions`.
  func numbers(_ values: [Float], _ dimensions: [Int], _ type: ONNXElement? = nil) -> ONNXValue {
    let element = type ?? real
    switch element {
    case .int64: return constant(Onnx_TensorProto(values.map { Int($0) }, dimensions), element)
    case .float, .half:
      return values.withUnsafeBufferPointer { constant(Onnx_TensorProto($0, dimensions, element), element) }
    default: fatalError("no constants of \(element)")
    }
  }

  /// A constant list of integers.
  func list(_ values: [Int]) -> ONNXValue { constant(Onnx_TensorProto(values, [values.count]), .int64) }

  /// `number` in the dimensions that `shape`, a list, holds.
  func filled(_ number: Float, _ shape: ONNXValue) -> ONNXValue {
    let tensor = [number].withUnsafeBufferPointer { Onnx_TensorProto($0, [1], real) }
    return append("ConstantOfShape", [shape], ["value": .tensor(tensor)])
  }
}
