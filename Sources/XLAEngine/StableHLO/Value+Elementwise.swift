import Diagnostics

extension Value {
  static func + (a: Value, b: Value) -> Value { a.binary("add", b) }
  static func - (a: Value, b: Value) -> Value { a.binary("subtract", b) }
  static func * (a: Value, b: Value) -> Value { a.binary("multiply", b) }
  static func / (a: Value, b: Value) -> Value { a.binary("divide", b) }
  static func + (a: Value, b: Float) -> Value { a + a.splat(b) }
  static func - (a: Value, b: Float) -> Value { a - a.splat(b) }
  static func - (a: Float, b: Value) -> Value { b.splat(a) - b }
  static func * (a: Float, b: Value) -> Value { b.splat(a) * b }
  static func / (a: Float, b: Value) -> Value { b.splat(a) / b }
  static prefix func - (a: Value) -> Value { a.unary("negate") }

  /// The maximum of each pair; NaN where either is.
  func maximum(_ other: Value) -> Value { binary("maximum", other) }
  /// The minimum of each pair; NaN where either is.
  func minimum(_ other: Value) -> Value { binary("minimum", other) }
  func and(_ other: Value) -> Value { binary("and", other) }
  func or(_ other: Value) -> Value { binary("or", other) }
  func xor(_ other: Value) -> Value { binary("xor", other) }
  func shiftedRight(by bits: Value) -> Value { binary("shift_right_logical", bits) }

  /// An operation of two operands of one type.
  func binary(_ name: String, _ other: Value) -> Value {
    require(type == other.type, "\(name) of \(type) and \(other.type)")
    return writer.append(name, [self, other], as: type)
  }

  /// An elementwise function: `tanh`, `exponential`, `chlo.erfc`.
  func unary(_ name: String) -> Value { writer.append(name, [self], as: type) }

  /// Comparison of floats or integers, as booleans.
  func compared(_ direction: Comparison, to other: Value) -> Value {
    require(type == other.type, "comparison of \(type) and \(other.type)")
    return writer.append(
      "compare", [self, other], "comparison_direction = #stablehlo<comparison_direction \(direction.rawValue)>",
      as: TensorType(.pred, dimensions))
  }

  /// Comparison with a number.
  func compared(_ direction: Comparison, to number: Float) -> Value { compared(direction, to: splat(number)) }

  /// Whether each element is a finite number, as booleans.
  var isFinite: Value { writer.append("is_finite", [self], as: TensorType(.pred, dimensions)) }

  /// `a` where `self`, booleans, is true, `b` elsewhere.
  func select(_ a: Value, _ b: Value) -> Value {
    require(a.type == b.type && dimensions == a.dimensions, "selection of \(a.type) and \(b.type) by \(type)")
    return writer.append("select", [self, a, b], as: a.type)
  }

  /// 1 where `self`, booleans, is true, 0 elsewhere.
  var asFloat: Value { converted(to: .f32) }

  /// The elements with another type.
  func converted(to element: ElementType) -> Value {
    element == type.element ? self : writer.append("convert", [self], as: TensorType(element, dimensions))
  }

  /// The same bits as elements of another type of the same size.
  func bits(as element: ElementType) -> Value {
    writer.append("bitcast_convert", [self], as: TensorType(element, dimensions))
  }

  /// `number` in the shape and type of `self`, floats.
  func splat(_ number: Float) -> Value { writer.splat(number, type) }
  /// `number` in the shape and type of `self`.
  func splat(_ number: Int) -> Value { writer.splat(number, type) }
}

/// How two numbers are compared.
enum Comparison: String {
  case equal = "EQ"
  case notEqual = "NE"
  case greater = "GT"
  case greaterOrEqual = "GE"
  case less = "LT"
  case lessOrEqual = "LE"
}

extension StableHLOWriter {
  /// The number in every element of a value of floats.
  func splat(_ number: Float, _ type: TensorType) -> Value {
    switch type.element {
    case .f32: constant(bits: hexadecimal(number.bitPattern), type)
    case .f64: constant(bits: hexadecimal(Double(number).bitPattern), type)
    default: fatalError("a float in every element of \(type)")
    }
  }

  /// The integer in every element of a value of any numbers.
  func splat(_ number: Int, _ type: TensorType) -> Value {
    switch type.element {
    case .f32, .f64: splat(Float(number), type)
    default: constant(bits: "\(number)", type)
    }
  }

  private func hexadecimal(_ bits: some FixedWidthInteger) -> String {
    let digits = String(bits, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: bits.bitWidth / 4 - digits.count) + digits
  }

  /// The index along dimension `axis` of each element.
  func iota(_ type: TensorType, along axis: Int) -> Value {
    append("iota", [], "iota_dimension = \(axis) : i64", as: type)
  }
}
