import Diagnostics
import Foundation

/// The published models, by name.
public enum ModelCatalogue {
  /// Every model's configuration.
  public static let kinds: [any ModelConfiguration.Type] = [
    SingleLayerCAE.Configuration.self, DIGITSAutoencoder.Configuration.self, AE.Configuration.self,
    ImageNetAE.Configuration.self, StackedCAE.Configuration.self, StackedDenoisingCAE.Configuration.self,
    ConvAE.Configuration.self, UpconvAE.Configuration.self, DenoisingAE.Configuration.self,
    StridedConvAE.Configuration.self, Seq2SeqAE.Configuration.self, ConvVAE.Configuration.self,
    VQVAE.Configuration.self, MaskedAE.Configuration.self,
    SparseAE.Configuration.self, DeepAE.Configuration.self, ContractiveAE.Configuration.self, WTAAE.Configuration.self,
    KSparse.Configuration.self, GreedyStackedAE.Configuration.self, HintonDeep.Configuration.self,
    VAE.Configuration.self, CatVAE.Configuration.self, MNISTVAE.Configuration.self, BetaVAE.Configuration.self,
    ConditionalVAE.Configuration.self, IWAE.Configuration.self, AAE.Configuration.self, RAE.Configuration.self,
    PCA.Configuration.self,
  ]

  /// The kinds that need more than a name: networks declared in a file.
  private static let otherKinds: [any ModelConfiguration.Type] = [DeclaredAutoencoder.Configuration.self]

  /// The names of the models.
  public static var names: [String] { kinds.map { $0.name } }

  /// The kind of the model called `name`; letter case does not matter.
  /// - Throws: ``ModelError`` with the nearest name.
  public static func kind(named name: String) throws(ModelError) -> any ModelConfiguration.Type {
    guard let kind = (kinds + otherKinds).first(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw ModelError(
        .unknownName, Report("no such model", got: name, cure: knownNames(names, insteadOf: name)))
    }
    return kind
  }

  /// The configuration of the model called `name`, with `fields` (snake case, as in run files) in place of its defaults.
  /// - Throws: ``ModelError`` for an unknown model or field, or a value of the wrong kind.
  public static func configuration(_ name: String, _ fields: [String: ModelField] = [:]) throws
    -> any ModelConfiguration
  {
    try configuration(of: kind(named: name), fields)
  }

  private static func configuration<Configuration: ModelConfiguration>(
    of kind: Configuration.Type, _ fields: [String: ModelField]
  ) throws -> Configuration {
    let usual = try self.fields(of: kind.init())
    var all = usual
    for (field, value) in fields.sorted(by: { $0.key < $1.key }) {
      guard let usual = usual[field] else {
        throw ModelError(
          .unknownField,
          Report("\(kind.name) has no such field", got: field, cure: knownNames(all.keys.sorted(), insteadOf: field)))
      }
      guard value.isOfKind(of: usual) else {
        throw ModelError(
          .badValue,
          Report(
            "a field of \(kind.name) has a value that does not fit", place: field, expected: usual.kind,
            got: "\(value)", cure: "see `hourglass models show \(kind.name)`"))
      }
      all[field] = value
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(kind, from: JSONEncoder().encode(all))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context),
      DecodingError.valueNotFound(_, let context)
    {
      let path = context.codingPath.map { $0.stringValue }.joined(separator: ".")
      // The decoder names properties, people name fields.
      let named = all.keys.first { $0.split(separator: "_").joined() == path.lowercased() }
      // Of a fraction where a whole number must stand the decoder does not tell the name.
      let fraction = fields.keys.sorted().first { fields[$0]?.kind != usual[$0]?.kind }
      let field = named ?? fraction
      throw ModelError(
        .badValue,
        Report(
          "a field of \(kind.name) has a value that does not fit", place: field,
          expected: field.flatMap { usual[$0]?.kind },
          got: field.flatMap { all[$0] }.map { "\($0)" }
            ?? fields.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", "),
          cure: "see `hourglass models show \(kind.name)`"))
    }
  }

  /// Fields from a JSON object: `{"filters": 16}`.
  ///
  /// - Throws: ``ModelError`` for other text.
  public static func fields(json: String) throws(ModelError) -> [String: ModelField] {
    do {
      return try JSONDecoder().decode([String: ModelField].self, from: Data(json.utf8))
    } catch {
      throw ModelError(
        .badValue,
        Report(
          "the model's fields are not a JSON object", place: "--model-args", got: json,
          cure: #"write for example '{"filters": 16}'"#))
    }
  }

  /// The fields of `configuration` as run files have them.
  public static func fields(of configuration: any ModelConfiguration) throws -> [String: ModelField] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try JSONDecoder().decode([String: ModelField].self, from: encoder.encode(configuration))
  }
}

/// The value of a field of a model's configuration.
public enum ModelField: Codable, Hashable, Sendable, CustomStringConvertible {
  case flag(Bool)
  case whole(Int)
  case number(Double)
  case text(String)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .whole(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    }
  }

  /// What such a value is, in words.
  fileprivate var kind: String {
    switch self {
    case .flag: "true or false"
    case .whole: "a whole number"
    case .number: "a number"
    case .text: "a word"
    }
  }

  /// Whether this value can stand where `other` stands; numbers may stand for each other.
  fileprivate func isOfKind(of other: ModelField) -> Bool {
    switch (self, other) {
    // 4.0 is written as 4; whether a fraction fits, the decoder finds.
    case (.whole, .number), (.number, .whole): true
    default: kind == other.kind
    }
  }

  public var description: String {
    switch self {
    case .flag(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    }
  }
}
