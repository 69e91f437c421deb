internal import Diagnostics
internal import Files
internal import Foundation
internal import Settings
import ImageFormats
import Pictures

extension DatasetDescription {
  /// The maximum length of the file, in bytes.
  static let maxBytes = 1 << 20

  /// Reads the description in the file at `path`.
  ///
  /// - Throws: `SettingError`, which names the line and the field.
  public init(path: String) throws {
    let bytes: [UInt8]
    do {
      bytes = try InputFile(path, expected: Self.fileName).withBytes(limit: Self.maxBytes) { [UInt8]($0) }
    } catch let error as InputFileError {
      throw SettingError(.unreadable, error.report)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SettingError(.notYAML, Report("not text in UTF-8", place: path, cure: "give a \(Self.fileName)"))
    }
    try self.init(yaml: text, path: path)
  }

  /// Parses a description; `path` is the file, for messages.
  ///
  /// - Throws: `SettingError`, which names the line and the field.
  public init(yaml text: String, path: String) throws {
    guard let section = try YAMLSection(yaml: text, path: path) else {
      throw SettingError(
        .notYAML,
        Report("no fields", place: path, expected: "training: PATH and others", cure: "write one field a line"))
    }
    try section.allow(Field.allCases.map(\.rawValue))
    guard let training = try Self.part(.training, section) else {
      throw SettingError(
        .missingField,
        Report("no training images", place: path, expected: "training: PATH", cure: "write where they are"))
    }
    self.init(training: training)
    validation = try Self.part(.validation, section)
    test = try Self.part(.test, section)
    kind = try Self.choice(.kind, section)
    root = try Self.text(.root, section)
    labels = try Self.text(.labels, section)
    channelOrder = try Self.choice(.channelOrder, section)
    resize = try Self.text(.resize, section).map { text in
      guard let size = PixelSize(text) else { throw Self.bad(.resize, section, expected: "64x64 or 64", got: text) }
      return size
    }
    resizeMode = try Self.choice(.resizeMode, section)
    resizeFilter = try Self.choice(.resizeFilter, section)
    valueRange = try Self.text(.valueRange, section).map { text in
      guard let range = ValueRange(text) else {
        throw Self.bad(.valueRange, section, expected: "-1..1 or 0..65535", got: text)
      }
      return range
    }
    colour = try Self.text(.colour, section).map { text in
      switch text {
      case "grey": return .grey
      case "rgb": return .rgb
      default: throw Self.bad(.colour, section, expected: "grey or rgb", got: text)
      }
    }
    mean = try Self.text(.mean, section)
    split = try Self.text(.split, section).map { text in
      try section.locating(Field.split.rawValue) { try ValidationSplit(text) }
    }
  }

  /// The names of the fields.
  enum Field: String, CaseIterable {
    case kind, training, validation, test, root, labels, resize, colour, mean, split
    case channelOrder = "channel_order"
    case resizeMode = "resize_mode"
    case resizeFilter = "resize_filter"
    case valueRange = "value_range"
  }

  private static func part(_ field: Field, _ section: YAMLSection) throws -> Part? {
    guard section.names.contains(field.rawValue) else { return nil }
    if section.scalar(field.rawValue) != nil { return try text(field, section).map { Part(images: $0) } }
    guard let inner = try section.section(field.rawValue) else { return nil }
    try inner.allow(["images", "labels"])
    guard let images = try path("images", inner) else {
      throw SettingError(
        .missingField,
        Report(
          "no images", place: "\(section.place), \(field.rawValue)", expected: "images: PATH",
          cure: "write where they are"))
    }
    return Part(images: images, labels: try path("labels", inner))
  }

  private static func text(_ field: Field, _ section: YAMLSection) throws -> String? {
    try path(field.rawValue, section)
  }

  /// A text that is neither empty nor contains a zero byte.
  private static func path(_ name: String, _ section: YAMLSection) throws -> String? {
    guard let text = try section.text(name) else { return nil }
    guard !text.isEmpty, !text.utf8.contains(0) else {
      return try section.locating(name) {
        throw SettingError(
          .badValue,
          Report("a field has no usable value", expected: "a text", cure: "write one, or remove the field")
        )
      }
    }
    return text
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ field: Field, _ section: YAMLSection
  ) throws -> Value? where Value.RawValue == String {
    guard let text = try text(field, section) else { return nil }
    guard let value = Value(rawValue: text) else {
      throw bad(field, section, expected: Value.allCases.map(\.rawValue).joined(separator: ", "), got: text)
    }
    return value
  }

  private static func bad(_ field: Field, _ section: YAMLSection, expected: String, got: String) -> any Error {
    do {
      return try section.locating(field.rawValue) {
        throw SettingError(
          .badValue,
          Report("a field has an invalid value", expected: expected, got: got, cure: "write one of these"))
      }
    } catch {
      return error
    }
  }
}
