import Diagnostics

/// Writes one function as StableHLO text, operation by operation.
///
/// All operations have MLIR's generic form, `"stablehlo.op"(operands) {attributes} : (types) -> type`, which every
/// plugin reads whatever its version's pretty form. See openxla/stablehlo, `docs/spec.md`.
final class StableHLOWriter {
  /// The precision of products and convolutions.
  let precision: ProductPrecision
  /// Whether the function is for a processor.
  let isForProcessor: Bool
  private var arguments: [(type: TensorType, aliasedOutput: Int?)] = []
  private var lines: [String] = []
  private var names = 0
  private var constants: [String: Value] = [:]
  /// The functions that return their argument, by its type.
  private var copies: [TensorType: String] = [:]

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - precision: The precision of products and convolutions.
  ///   - isForProcessor: Whether the function is for a processor.
  init(precision: ProductPrecision = .highest, isForProcessor: Bool = false) {
    (self.precision, self.isForProcessor) = (precision, isForProcessor)
  }

  /// Whether sums of floats are in double precision, as processors need it.
  ///
  /// There XLA adds one after the other, which loses two digits of a sum of thousands. GPUs add in trees.
  var sumsInDouble: Bool { isForProcessor }

  /// The same value, which is in memory once for all that read it.
  ///
  /// Processors' compilers look through a barrier, but not through a call that must stay one.
  func computedOnce(_ value: Value) -> Value {
    guard isForProcessor else { return append("optimization_barrier", [value], as: value.type) }
    let name = copies[value.type] ?? "copy\(copies.count)"
    copies[value.type] = name
    return append(
      "func.call", [value], "callee = @\(name), mhlo.frontend_attributes = {inlineable = \"false\"}", as: value.type)
  }

  /// A new argument of the function.
  ///
  /// - Parameter output: The result that takes over the argument's memory; nil where the argument is only read.
  func argument(_ type: TensorType, donatedTo output: Int? = nil) -> Value {
    arguments.append((type, output))
    return Value(writer: self, name: "%arg\(arguments.count - 1)", type: type, depth: 0)
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
    let depth = Self.isComputedAlone(name) ? 0 : 1 + (operands.map(\.depth).max() ?? 0)
    return types.indices.map { index in
      Value(
        writer: self, name: types.count == 1 ? "%\(names)" : "%\(names)#\(index)", type: types[index], depth: depth)
    }
  }

  /// Whether XLA does not compute an operation again in each of those that read it.
  private static func isComputedAlone(_ name: String) -> Bool {
    let names = ["dot_general", "convolution", "reduce", "reduce_window", "sort", "scatter"]
    return (names + ["constant", "optimization_barrier", "func.call"]).contains(name)
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
      \(copies.sorted { $0.value < $1.value }.map { Self.copy($0.value, $0.key) }.joined())}

      """
  }

  /// A function that returns its argument.
  private static func copy(_ name: String, _ type: TensorType) -> String {
    """
    func.func private @\(name)(%a: \(type)) -> \(type) {
    "func.return"(%a) : (\(type)) -> ()
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
  /// The operations in a row that XLA may compute again in each operation that reads the value.
  let depth: Int

  var dimensions: [Int] { type.dimensions }
}
