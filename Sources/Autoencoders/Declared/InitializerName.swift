import Settings
import Tensors

/// The distribution of a layer's initial weights or biases; sizes follow from the layer.
enum InitializerName: Hashable, Sendable {
  /// Uniform in ±1/√fan-in, as in Torch7.
  case torch
  case heNormal, heTruncated, glorotUniform, glorotNormal
  /// Orthogonal with this gain.
  case orthogonal(Double)
  /// Normal with this deviation.
  case normal(Double)
  /// Uniform in ± this bound.
  case uniform(Double)
  /// Constant.
  case constant(Double)

  /// The names without a number.
  static let plain: [(name: String, initializer: InitializerName)] = [
    ("torch", .torch), ("he-normal", .heNormal), ("he-truncated", .heTruncated), ("glorot-uniform", .glorotUniform),
    ("glorot-normal", .glorotNormal), ("orthogonal", .orthogonal(1)),
  ]

  /// The names with a number.
  static let numbered = ["normal", "uniform", "constant", "orthogonal"]

  /// All names, for messages.
  static var words: String { (plain.map(\.name) + numbered.map { "{\($0): 0.1}" }).joined(separator: ", ") }

  /// The initializer called `name` with `number`; nil for an unknown name.
  init?(_ name: String, _ number: Double) {
    switch name {
    case "normal" where number >= 0: self = .normal(number)
    case "uniform" where number >= 0: self = .uniform(number)
    case "constant": self = .constant(number)
    case "orthogonal": self = .orthogonal(number)
    default: return nil
    }
  }

  /// The initializer of a layer with `fanIn` inputs per output and `fanOut` outputs per input.
  func initializer(fanIn: Int, fanOut: Int, rows: Int, columns: Int) -> Initializer {
    switch self {
    case .torch: .torchUniform(fanIn: fanIn)
    case .heNormal: .heNormal(fanIn: fanIn)
    case .heTruncated: .heTruncatedNormal(fanIn: fanIn)
    case .glorotUniform: .glorotUniform(fanIn: fanIn, fanOut: fanOut)
    case .glorotNormal: .glorotNormal(fanIn: fanIn, fanOut: fanOut)
    case .orthogonal(let gain): .orthogonal(rows: rows, columns: columns, gain: Float(gain))
    case .normal(let deviation): .normal(deviation: Float(deviation))
    case .uniform(let bound): .uniform(-Float(bound), Float(bound))
    case .constant(let value): .constant(Float(value))
    }
  }
}

extension InitializerName {
  /// The initializer of a model file: a name, a number, or a name with a number; nil for another value.
  init?(_ value: SettingValue) {
    if let number = value.writtenNumber {
      self = .constant(number)
    } else if let found = Self.plain.first(where: { $0.name == value.text }) {
      self = found.initializer
    } else if let (name, given) = value.object?.first, value.object?.count == 1,
      let number = given.writtenNumber, let numbered = InitializerName(name, number)
    {
      self = numbered
    } else {
      return nil
    }
  }

  /// The value in a model file.
  var value: SettingValue {
    switch self {
    case .orthogonal(let gain) where gain != 1: ["orthogonal": .number(gain)]
    case .normal(let deviation): ["normal": .number(deviation)]
    case .uniform(let bound): ["uniform": .number(bound)]
    case .constant(let value): .number(value)
    default: .text(Self.plain.first { $0.initializer == self }?.name ?? "")
    }
  }
}
