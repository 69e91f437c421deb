import Tensors

/// How weights or biases of a declared layer start; sizes follow from the layer.
public enum InitializerName: Hashable, Sendable, CustomStringConvertible {
  /// Uniform in ±1/√fan-in, as Torch7 has it.
  case torch
  case heNormal, heTruncated, glorotUniform, glorotNormal
  /// With this gain.
  case orthogonal(Double)
  /// Normal with this deviation.
  case normal(Double)
  /// Uniform in ± this bound.
  case uniform(Double)
  /// One number.
  case constant(Double)

  /// The names of those that need no number.
  static let plain: [(name: String, initializer: InitializerName)] = [
    ("torch", .torch), ("he-normal", .heNormal), ("he-truncated", .heTruncated), ("glorot-uniform", .glorotUniform),
    ("glorot-normal", .glorotNormal), ("orthogonal", .orthogonal(1)),
  ]

  /// The names of those that take a number.
  static let numbered = ["normal", "uniform", "constant", "orthogonal"]

  /// The one called `name` with `number`; nil for no such name.
  init?(_ name: String, _ number: Double) {
    switch name {
    case "normal" where number >= 0: self = .normal(number)
    case "uniform" where number >= 0: self = .uniform(number)
    case "constant": self = .constant(number)
    case "orthogonal": self = .orthogonal(number)
    default: return nil
    }
  }

  /// For a layer whose outputs each see `fanIn` inputs, and whose inputs each reach `fanOut` outputs.
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

  /// As model files write it.
  public var description: String {
    switch self {
    case .orthogonal(let gain) where gain != 1: "{orthogonal: \(gain)}"
    case .normal(let deviation): "{normal: \(deviation)}"
    case .uniform(let bound): "{uniform: \(bound)}"
    case .constant(let value): "\(value)"
    default: Self.plain.first { $0.initializer == self }?.name ?? ""
    }
  }
}

/// The starting values of a layer with weights; nil for the layer's usual ones.
public struct StartingValues: Hashable, Sendable {
  public var weight: InitializerName?
  public var bias: InitializerName?

  public init(weight: InitializerName? = nil, bias: InitializerName? = nil) {
    self.weight = weight
    self.bias = bias
  }

  init(_ fields: LayerFields) {
    weight = fields.initializer("initializer")
    bias = fields.initializer("bias")
  }

  var fields: [FieldText] {
    [weight.map { FieldText("initializer", $0) }, bias.map { FieldText("bias", $0) }].compactMap(\.self)
  }

  /// For weights of `outputs` times `inputs` numbers (each of a kernel of `area`), whose orthogonal rows are `rows`.
  func initializers(inputs: Int, outputs: Int, area: Int = 1, rows: Int) -> (weight: Initializer?, bias: Initializer?) {
    let (fanIn, fanOut) = (inputs * area, outputs * area)
    let columns = inputs * outputs * area / rows
    return (
      weight?.initializer(fanIn: fanIn, fanOut: fanOut, rows: rows, columns: columns),
      bias?.initializer(fanIn: fanIn, fanOut: fanOut, rows: 1, columns: outputs)
    )
  }
}
