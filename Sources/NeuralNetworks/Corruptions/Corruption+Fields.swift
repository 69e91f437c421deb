import Diagnostics

extension Corruption {
  /// An argument of a kind.
  private struct Argument {
    let name: String
    let expected: String
    /// The number of a text, nil for one that is not allowed.
    let value: (String) -> Double?
    /// nil where it must be given.
    var usual: Double?

    static func number(_ name: String, _ range: ClosedRange<Double>, usual: Double? = nil) -> Argument {
      Argument(
        name: name, expected: "a number from \(range.lowerBound) to \(range.upperBound)",
        value: { Double($0).flatMap { range.contains($0) ? $0 : nil } }, usual: usual)
    }

    static func flag(_ name: String) -> Argument {
      Argument(name: name, expected: "true or false", value: { Bool($0).map { $0 ? 1 : 0 } }, usual: 0)
    }
  }

  /// A kind of corruption by the names of run files and flags.
  private struct Kind {
    /// The arguments that tell the kind, one of which must be given.
    let names: [String]
    let arguments: [Argument]
    let make: ([String: Double]) -> Corruption
  }

  /// Noise beyond this hides any image.
  private static let mostNoise = 1000.0

  private static var kinds: [Kind] {
    [
      Kind(names: ["masking"], arguments: [.number("masking", 0...1)]) {
        .masking(probability: $0["masking", default: 0])
      },
      Kind(names: ["salt-and-pepper"], arguments: [.number("salt-and-pepper", 0...1)]) {
        .saltAndPepper(probability: $0["salt-and-pepper", default: 0])
      },
      Kind(names: ["gaussian"], arguments: [.number("gaussian", 0...mostNoise), .flag("clip")]) {
        .gaussian(deviation: $0["gaussian", default: 0], isClipped: $0["clip"] == 1)
      },
      Kind(names: ["uniform"], arguments: [.number("uniform", 0...mostNoise), .flag("clip")]) {
        .uniform(bound: $0["uniform", default: 0], isClipped: $0["clip"] == 1)
      },
      Kind(names: ["blur"], arguments: [.number("blur", 0.1...20)]) { .blur(deviation: $0["blur", default: 1]) },
      Kind(names: ["erase"], arguments: [.number("erase", 0.01...1), .number("probability", 0...1, usual: 1)]) {
        .erasing(size: $0["erase", default: 1], probability: $0["probability", default: 1])
      },
      Kind(
        names: ["rotate", "rescale", "shift"],
        arguments: [
          .number("rotate", 0...180, usual: 0), .number("rescale", 0...0.9, usual: 0),
          .number("shift", 0...1, usual: 0),
        ]
      ) {
        .affine(
          rotation: $0["rotate", default: 0], scale: $0["rescale", default: 0], shift: $0["shift", default: 0])
      },
    ]
  }

  /// The names that corruptions are called by.
  public static var names: [String] { kinds.flatMap(\.names) }

  /// One corruption from its fields: `["gaussian": "0.5", "clip": "true"]`.
  /// - Throws: ``CorruptionError`` for unknown or missing names, and values out of range.
  public init(fields: [String: String]) throws(CorruptionError) {
    let found = Self.kinds.filter { $0.names.contains { fields[$0] != nil } }
    guard let kind = found.first else {
      let allArguments = Self.kinds.flatMap { $0.arguments.map(\.name) }
      let unknown = fields.keys.sorted().first { !allArguments.contains($0) } ?? fields.keys.sorted().first
      throw CorruptionError(
        .unknownName,
        Report(
          "no such corruption", got: unknown ?? "none", cure: knownNames(Self.names, insteadOf: unknown ?? "")))
    }
    guard found.count == 1 else {
      throw CorruptionError(
        .severalKinds,
        Report(
          "corruptions of several kinds are in one", got: fields.keys.sorted().joined(separator: ", "),
          cure: "write them as a list, in the order in which they follow one another"))
    }
    var values: [String: Double] = [:]
    for (name, text) in fields.sorted(by: { $0.key < $1.key }) {
      guard let argument = kind.arguments.first(where: { $0.name == name }) else {
        throw CorruptionError(
          .unknownArgument,
          Report(
            "the corruption \(kind.names[0]) has no such argument", got: name,
            cure: knownNames(kind.arguments.map(\.name), insteadOf: name)))
      }
      guard let value = argument.value(text) else {
        throw CorruptionError(
          .badValue,
          Report("an argument of a corruption is out of range", place: name, expected: argument.expected, got: text))
      }
      values[name] = value
    }
    self = kind.make(values)
  }

  /// What is done one after another, each as its fields in the order of writing.
  public var fields: [[(name: String, value: String)]] {
    switch self {
    case .masking(let probability): [[("masking", "\(probability)")]]
    case .saltAndPepper(let probability): [[("salt-and-pepper", "\(probability)")]]
    case .gaussian(let deviation, let isClipped): [[("gaussian", "\(deviation)")] + Self.clip(isClipped)]
    case .uniform(let bound, let isClipped): [[("uniform", "\(bound)")] + Self.clip(isClipped)]
    case .blur(let deviation): [[("blur", "\(deviation)")]]
    case .erasing(let size, let probability):
      [[("erase", "\(size)")] + (probability == 1 ? [] : [("probability", "\(probability)")])]
    case .affine(let rotation, let scale, let shift): [Self.affine(rotation, scale, shift)]
    case .sequence(let corruptions): corruptions.flatMap(\.fields)
    }
  }

  private static func clip(_ isClipped: Bool) -> [(name: String, value: String)] { isClipped ? [("clip", "true")] : [] }

  private static func affine(_ rotation: Double, _ scale: Double, _ shift: Double) -> [(name: String, value: String)] {
    let all = [("rotate", rotation), ("rescale", scale), ("shift", shift)]
    let given = all.filter { $0.1 != 0 }
    return (given.isEmpty ? [all[0]] : given).map { (name: $0.0, value: "\($0.1)") }
  }
}
