import Diagnostics

/// Writes one function as StableHLO text, operation by operation.
///
/// All operations have MLIR's generic form, `"stablehlo.op"(operands) {attributes} : (types) -> type`, which every
/// plugin reads whatever its version's pretty form. See openxla/stablehlo, `docs/spec.md`.
final class StableHLOWriter {
  /// The precision of products and convolutions.
  let precision: ProductPrecision
  /// Whether sums of floats are in double precision.
  let sumsInDouble: Bool
  private var arguments: [(type: TensorType, aliasedOutput: Int?)] = []
  private var lines: [String] = []
  private var names = 0
  private var constants: [String: Value] = [:]

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - precision: The precision of products and convolutions.
  ///   - sumsInDouble: Whether sums of floats are in double precision, as processors need it: there XLA adds one after
  ///     the other, which loses two digits of a sum of thousands. GPUs add in trees.
  init(precision: ProductPrecision = .highest, sumsInDouble: Bool = false) {
    (self.precision, self.sumsInDouble) = (precision, sumsInDouble)
  }

  /// A new argument of the function.
  ///
  /// - Parameter output: The result that takes over the argument's memory; nil where the argument is only read.
  func argument(_ type: TensorType, donatedTo output: Int? = nil) -> Value {
    arguments.append((type, output))
    return Value(writer: self, name: "%arg\(arguments.count - 1)", type: type)
  }

  /// Appends an operation with one result.
  ///
  /// - Parameters:
  ///   - name: The name in StableHLO: `add`; with a dialect, `chlo.erfc`, where it is another.
  ///   - operands: The values that it reads.
  ///   - attributes: The attributes, `a = 1 : i64, b = …`, without braces.
  ///   - type: The type of the result.
  func append(_ name: String, _ operands: [Value], _ attributes: String = "", as type: TensorType) -> Value {
    append(name, operands, attributes, as: [type])[0]
  }

  /// Appends an operation with any number of results, and a region where it has one.
  func append(
    _ name: String, _ operands: [Value], region: String = "", _ attributes: String, as types: [TensorType]
  ) -> [Value] {
    names += 1
    let dialect = name.contains(".") ? "" : "stablehlo."
    let results = types.count == 1 ? "%\(names)" : "%\(names):\(types.count)"
    lines.append(
      "\(results) = \"\(dialect)\(name)\"(\(operands.map(\.name).joined(separator: ", ")))"
        + (region.isEmpty ? "" : " (\(region))") + (attributes.isEmpty ? "" : " {\(attributes)}")
        + " : (\(operands.map(\.type.description).joined(separator: ", ")))"
        + " -> \(types.count == 1 ? "\(types[0])" : "(\(types.map(\.description).joined(separator: ", ")))")")
    return types.indices.map { index in
      Value(writer: self, name: types.count == 1 ? "%\(names)" : "%\(names)#\(index)", type: types[index])
    }
  }

  /// `count` names for the operands of a region, unique in the function.
  func regionNames(_ count: Int) -> [String] {
    defer { names += count }
    return (1...count).map { "%r\(names + $0)" }
  }

  /// A constant with the same `bits` in every element, written once.
  func constant(bits: String, _ type: TensorType) -> Value {
    let attributes = "value = dense<\(bits)> : \(type)"
    if let known = constants[attributes] { return known }
    let value = append("constant", [], attributes, as: type)
    constants[attributes] = value
    return value
  }

  /// The module: a function `main` of all arguments that returns `results`.
  func module(returning results: [Value]) -> String {
    let parameters = arguments.enumerated().map { index, argument in
      "%arg\(index): \(argument.type)"
        + (argument.aliasedOutput.map { " {tf.aliasing_output = \($0) : i32}" } ?? "")
    }
    let types = results.map(\.type.description).joined(separator: ", ")
    return """
      module @hourglass {
      func.func public @main(\(parameters.joined(separator: ", "))) -> (\(types)) {
      \(lines.joined(separator: "\n"))
      "func.return"(\(results.map(\.name).joined(separator: ", "))) : (\(types)) -> ()
      }
      }

      """
  }
}

/// The precision of products and convolutions on a device that has faster units for shorter numbers.
package enum ProductPrecision: String {
  /// Full float32.
  case highest = "HIGHEST"
  /// The device's choice: TF32 on NVIDIA, bfloat16 on TPU.
  case fastest = "DEFAULT"
}

/// A value of a function that is being written.
struct Value {
  let writer: StableHLOWriter
  let name: String
  let type: TensorType

  var dimensions: [Int] { type.dimensions }
}
