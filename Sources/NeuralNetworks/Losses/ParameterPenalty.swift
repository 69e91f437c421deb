public import Diagnostics
import Foundation
public import Tensors

/// A penalty on parameters that training adds to the loss that it differentiates, not to the one that it reports.
public struct ParameterPenalty: Codable, Hashable, Sendable {
  /// What is penalised.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
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

  /// - Throws: ``PenaltyError`` for a factor out of range.
  public init(_ kind: Kind, factor: Double, parameters: [String] = []) throws(PenaltyError) {
    guard factor > 0, factor.isFinite else {
      throw PenaltyError(
        .badValue,
        Report(
          "the factor of a penalty is out of range", place: kind.rawValue, expected: "a number above 0",
          got: "\(factor)"))
    }
    (self.kind, self.factor, self.parameters) = (kind, factor, parameters)
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

extension ParameterPenalty: CustomStringConvertible {
  /// As a flag has it: `l2=0.0001`, or `l1=1e-05:encoder,decoder.weight`.
  public var description: String {
    "\(kind.rawValue)=\(factor)" + (parameters.isEmpty ? "" : ":" + parameters.joined(separator: ","))
  }

  /// One penalty from its fields, `l1` or `l2` with the factor.
  /// - Throws: ``PenaltyError`` for unknown names and values out of range.
  public init(fields: [String: String], parameters: [String]) throws(PenaltyError) {
    let names = Kind.allCases.map(\.rawValue)
    guard fields.count == 1, let (name, text) = fields.first else {
      throw PenaltyError(
        .notReadable,
        Report(
          "a penalty has one factor", place: "penalties", expected: names.joined(separator: " or "),
          got: fields.isEmpty ? "none" : fields.keys.sorted().joined(separator: ", "),
          cure: "write a list with an entry for each"))
    }
    guard let kind = Kind(rawValue: name) else {
      throw PenaltyError(
        .unknownName,
        Report("no such penalty", place: "penalties", got: name, cure: knownNames(names, insteadOf: name)))
    }
    guard let factor = Double(text) else {
      throw PenaltyError(
        .badValue,
        Report("the factor of a penalty is out of range", place: name, expected: "a number above 0", got: text))
    }
    try self.init(kind, factor: factor, parameters: parameters)
  }

  /// The penalties of a flag: `l2=1e-4`, `l1=1e-5:encoder,decoder.weight`, or JSON: an object
  /// `{"l2": 1e-4, "parameters": ["encoder"]}` or a list of such.
  /// - Throws: ``PenaltyError``.
  public static func list(_ text: String) throws(PenaltyError) -> [ParameterPenalty] {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("{") || text.hasPrefix("[") {
      do {
        let data = Data(text.utf8)
        return text.hasPrefix("{")
          ? [try JSONDecoder().decode(ParameterPenalty.self, from: data)]
          : try JSONDecoder().decode([ParameterPenalty].self, from: data)
      } catch let error as PenaltyError {
        throw error
      } catch {
        throw notReadable(text)
      }
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let sides = parts[0].split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    let parameters = parts.dropFirst().flatMap { $0.split(separator: ",") }
    guard sides.count == 2, parts.count == 1 || !parameters.isEmpty else { throw notReadable(text) }
    return [
      try ParameterPenalty(
        fields: [sides[0]: sides[1]], parameters: parameters.map { $0.trimmingCharacters(in: .whitespaces) })
    ]
  }

  private static func notReadable(_ text: String) -> PenaltyError {
    PenaltyError(
      .notReadable,
      Report(
        "not a penalty", place: "penalties", got: text,
        cure: #"write for example l2=1e-4, l1=1e-5:encoder, or '{"l2": 1e-4, "parameters": ["encoder"]}'"#))
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    static let parameters = Key(stringValue: "parameters")
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var fields: [String: String] = [:]
    for key in container.allKeys where key.stringValue != Key.parameters.stringValue {
      let number = try? container.decode(Double.self, forKey: key)
      fields[key.stringValue] = number.map { "\($0)" } ?? "no number"
    }
    try self.init(
      fields: fields, parameters: container.decodeIfPresent([String].self, forKey: .parameters) ?? [])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(factor, forKey: Key(stringValue: kind.rawValue))
    if !parameters.isEmpty { try container.encode(parameters, forKey: .parameters) }
  }
}

/// A penalty that cannot be used.
public struct PenaltyError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    case unknownName, badValue, notReadable
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }
}
