import Diagnostics
import ImageData
public import ImageFormats
import Pictures
public import Settings

extension ImageReading {
  /// A field as run files and flags have it.
  private struct Field {
    let name: String
    /// What is allowed, in words.
    let expected: String
    /// The value; nil for the default.
    let get: (ImageReading) -> String?
    /// Takes over a value; false for one that is not allowed.
    let set: (inout ImageReading, String) -> Bool
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ path: WritableKeyPath<ImageReading, Choice>
  ) -> Field where Choice.RawValue == String {
    let usual = ImageReading()[keyPath: path].rawValue
    return Field(
      name: name, expected: Choice.allCases.map(\.rawValue).joined(separator: ", "),
      get: { $0[keyPath: path].rawValue == usual ? nil : $0[keyPath: path].rawValue },
      set: { reading, text in
        guard let value = Choice(rawValue: text) else { return false }
        reading[keyPath: path] = value
        return true
      })
  }

  private static func path(_ name: String, _ path: WritableKeyPath<ImageReading, String?>) -> Field {
    Field(
      name: name, expected: "a path", get: { $0[keyPath: path] },
      set: { reading, text in
        reading[keyPath: path] = text
        return !text.isEmpty
      })
  }

  private static var allFields: [Field] {
    [
      Field(
        name: "resize", expected: "WxH or a side, each 1 to 16384", get: { $0.preparation.size?.description },
        set: { reading, text in
          reading.preparation.size = PixelSize(text)
          return reading.preparation.size != nil
        }),
      choice("resize_mode", \.preparation.mode),
      Field(
        name: "colour", expected: "grey or rgb", get: { $0.preparation.colour?.name },
        set: { reading, text in
          reading.preparation.colour = Picture.Colour(name: text)
          return reading.preparation.colour != nil
        }),
      choice("channel_order", \.channelOrder), choice("on_bad_image", \.onBadImage), path("list_root", \.root),
      path("class_names", \.classNames), choice("label_set", \.labelSet),
      Field(
        name: "memory_limit", expected: "megabytes, a whole number from 0",
        get: { $0.memoryLimit == ImageReading().memoryLimit ? nil : "\($0.memoryLimit >> 20)" },
        set: { reading, text in
          guard let megabytes = Int(text), (0...1 << 40).contains(megabytes) else { return false }
          reading.memoryLimit = megabytes << 20
          return true
        }),
    ]
  }

  /// The names of the fields in the section `data` of run files.
  public static var fieldNames: [String] { allFields.map(\.name) }

  /// Every field that differs from the default, by name.
  public var fields: [String: String] {
    Dictionary(uniqueKeysWithValues: Self.allFields.compactMap { field in field.get(self).map { (field.name, $0) } })
  }

  /// Gives the field `name` the value that `text` says.
  /// - Throws: ``RunFileError`` for an unknown field or a value out of range.
  public mutating func set(_ name: String, to text: String) throws(RunFileError) {
    guard let field = Self.allFields.first(where: { $0.name == name }) else {
      throw RunFileError(
        .unknownField,
        Report("no such way of reading images", got: name, cure: knownNames(Self.fieldNames, insteadOf: name)))
    }
    guard field.set(&self, text) else {
      throw RunFileError(
        .badValue,
        Report(
          "a way of reading images is not known", place: name, expected: field.expected, got: text,
          cure: "give another --\(name.split(separator: "_").joined(separator: "-"))"))
    }
  }
}

extension Picture.Colour {
  /// `grey` or `rgb`.
  fileprivate var name: String { self == .grey ? "grey" : "rgb" }

  fileprivate init?(name: String) {
    switch name.lowercased() {
    case "grey", "gray": self = .grey
    case "rgb", "colour", "color": self = .rgb
    default: return nil
    }
  }
}
