internal import Diagnostics
public import Settings
public import Tensors

/// A penalty on parameters that training adds to the loss that it differentiates, not to the one that it reports.
public struct ParameterPenalty: Hashable, Sendable {
  /// What is penalised.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Half the sum of the squares.
    case l2
    /// The sum of the absolute values.
    case l1
  }
  public let kind: Kind
  /// The factor, above 0.
  public let factor: Double
  /// Names of parameters, or of layers for all of theirs: `encoder` for `encoder.0.weight`; empty for all weights.
  public let parameters: [String]

  /// - Throws: `SettingError` for a factor out of range.
  public init(_ kind: Kind, factor: Double, parameters: [String] = []) throws(SettingError) {
    try self.init(
      fields: [kind.rawValue: .number(factor), "parameters": .list(parameters.map { .text($0) })], .typed)
  }

  /// Whether the penalty applies to `parameter`, called `name`.
  ///
  /// A penalty without names applies to weights, but for those with the role `freeWeight`; one with names to every trained
  /// parameter that has one of them or belongs to a layer that has.
  public func applies(to parameter: Parameter, named name: String) -> Bool {
    if parameters.isEmpty { return parameter.role == .weight }
    return parameter.role.isTrained && parameters.contains { $0 == name || name.hasPrefix($0 + ".") }
  }

  /// The penalty on `penalized`, a scalar; nil when there are none.
  public func callAsFunction(_ penalized: [Parameter], in graph: Graph) -> Tensor? {
    let terms = penalized.map { parameter in
      let weights = graph.value(of: parameter)
      return switch kind {
      case .l2: Float(0.5 * factor) * weights.sumOfSquares()
      case .l1: Float(factor) * weights.absoluteSum()
      }
    }
    return terms.dropFirst().reduce(terms.first) { sum, term in sum.map { $0 + term } }
  }
}
