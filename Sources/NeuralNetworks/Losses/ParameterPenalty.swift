internal import Diagnostics
public import Settings
public import Tensors

/// A penalty on parameters, added to the training objective but not to the reported loss.
public struct ParameterPenalty: Hashable, Sendable {
  /// The penalised quantity.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Half the sum of the squares.
    case l2
    /// The sum of the absolute values.
    case l1
  }
  public let kind: Kind
  /// The factor, above 0.
  public let factor: Double
  /// Names of parameters, or of layers for all their parameters: `encoder` for `encoder.0.weight`; empty for all
  /// weights.
  public let parameters: [String]

  /// Creates a penalty.
  ///
  /// - Parameters:
  ///   - kind: The penalised quantity.
  ///   - factor: Above 0.
  ///   - parameters: Names of parameters or layers; empty for all weights.
  /// - Throws: `SettingError` for a factor out of range.
  public init(_ kind: Kind, factor: Double, parameters: [String] = []) throws(SettingError) {
    try self.init(
      fields: [kind.rawValue: .number(factor), "parameters": .list(parameters.map { .text($0) })], .typed)
  }

  /// Whether the penalty applies to `parameter`, called `name`.
  ///
  /// A penalty without names applies to weights, except those with the role `freeWeight`. One with names applies to
  /// every trained parameter that has one of the names or belongs to such a layer.
  public func applies(to parameter: Parameter, named name: String) -> Bool {
    if parameters.isEmpty { return parameter.role == .weight }
    return parameter.role.isTrained && parameters.contains { $0 == name || name.hasPrefix($0 + ".") }
  }

  /// The penalty on `penalized`, a scalar; nil without parameters.
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
