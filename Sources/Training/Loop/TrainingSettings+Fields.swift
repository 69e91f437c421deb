import Diagnostics
import ImageData
public import Settings

extension TrainingSettings {
  /// A field as run files and flags have it.
  private struct Field {
    let name: String
    /// What is allowed, in words.
    let expected: String
    let get: (TrainingSettings) -> String?
    /// Takes over a value; false for one that is not allowed.
    let set: (inout TrainingSettings, String) -> Bool
  }

  private static let counts = 1...Int(Int32.max)

  private static func count(_ name: String, _ path: WritableKeyPath<TrainingSettings, Int>) -> Field {
    Field(
      name: name, expected: "a whole number from \(counts.lowerBound) to \(counts.upperBound)",
      get: { "\($0[keyPath: path])" },
      set: { settings, text in
        guard let value = Int(text), counts.contains(value) else { return false }
        settings[keyPath: path] = value
        return true
      })
  }

  private static func number(_ name: String, _ path: WritableKeyPath<TrainingSettings, Double>) -> Field {
    Field(
      name: name, expected: "a number from 0", get: { "\($0[keyPath: path])" },
      set: { settings, text in
        guard let value = Double(text), value >= 0, value.isFinite else { return false }
        settings[keyPath: path] = value
        return true
      })
  }

  private static func optional(
    _ name: String, _ path: WritableKeyPath<TrainingSettings, Double?>, expected: String,
    _ allows: @escaping (Double) -> Bool
  ) -> Field {
    Field(
      name: name, expected: "\(expected), or none", get: { $0[keyPath: path].map { "\($0)" } },
      set: { settings, text in
        if text == "none" {
          settings[keyPath: path] = nil
          return true
        }
        guard let value = Double(text), allows(value) else { return false }
        settings[keyPath: path] = value
        return true
      })
  }

  private static func flag(_ name: String, _ path: WritableKeyPath<TrainingSettings, Bool>) -> Field {
    Field(
      name: name, expected: "true or false", get: { "\($0[keyPath: path])" },
      set: { settings, text in
        guard let value = Bool(text) else { return false }
        settings[keyPath: path] = value
        return true
      })
  }

  private static var allFields: [Field] {
    [
      count("batch_size", \.batchSize), count("epochs", \.epochs), count("accumulation", \.accumulation),
      number("l2_penalty", \.l2Penalty),
      optional("clip_norm", \.clipNorm, expected: "a number above 0") { $0 > 0 && $0.isFinite },
      optional("clamp", \.clamp, expected: "a number above 0") { $0 > 0 && $0.isFinite },
      optional("averaging", \.averaging, expected: "a number above 0 and below 1") { $0 > 0 && $0 < 1 },
      Field(
        name: "patience", expected: "a whole number from 1, or none", get: { $0.patience.map { "\($0)" } },
        set: { settings, text in
          guard text != "none" else {
            settings.patience = nil
            return true
          }
          guard let value = Int(text), counts.contains(value) else { return false }
          settings.patience = value
          return true
        }),
      number("validation_interval", \.validationInterval), number("snapshot_interval", \.snapshotInterval),
      flag("shuffle", \.isShuffled),
      chunk("chunk", \.size, other: ChunkedOrder(size: 1000, iterations: 1)),
      chunk("iterations", \.iterations, other: ChunkedOrder(size: 1000, iterations: 1)),
      Field(
        name: "seed", expected: "a whole number from 0", get: { "\($0.seed)" },
        set: { settings, text in
          guard let value = UInt64(text) else { return false }
          settings.seed = value
          return true
        }),
    ]
  }

  private static func chunk(
    _ name: String, _ path: WritableKeyPath<ChunkedOrder, Int>, other: ChunkedOrder
  ) -> Field {
    Field(
      name: name, expected: "a whole number from \(counts.lowerBound) to \(counts.upperBound), or none",
      get: { settings in settings.chunks.map { "\($0[keyPath: path])" } },
      set: { settings, text in
        guard text != "none" else {
          settings.chunks = nil
          return true
        }
        guard let value = Int(text), counts.contains(value) else { return false }
        var chunks = settings.chunks ?? other
        chunks[keyPath: path] = value
        settings.chunks = chunks
        return true
      })
  }

  /// The names of the fields in run files.
  public static var fieldNames: [String] { allFields.map(\.name) }

  /// Every field that has a value, by name.
  public var fields: [String: String] {
    Dictionary(uniqueKeysWithValues: Self.allFields.compactMap { field in field.get(self).map { (field.name, $0) } })
  }

  /// Gives the field `name` the value that `text` says.
  /// - Throws: ``RunFileError`` for an unknown field or a value out of range.
  public mutating func set(_ name: String, to text: String) throws(RunFileError) {
    guard let field = Self.allFields.first(where: { $0.name == name }) else {
      throw RunFileError(
        .unknownField,
        Report("no such setting of the training", got: name, cure: knownNames(Self.fieldNames, insteadOf: name)))
    }
    guard field.set(&self, text) else {
      throw RunFileError(
        .badValue,
        Report(
          "a setting is out of range", place: name, expected: field.expected, got: text,
          cure: "give another --\(name.split(separator: "_").joined(separator: "-"))"))
    }
  }
}
