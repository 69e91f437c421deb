internal import Diagnostics
import Pictures

extension Augmentations {
  /// An augmentation by its name in run files and flags.
  struct Kind {
    let name: String
    /// The expected value, for messages.
    let expected: String
    /// The allowed words, if the value is a word.
    var words: [String] = []
    /// Sets the augmentation from a text; false for an invalid text.
    let set: (inout Augmentations, String) -> Bool
    /// The text of its value; nil if it is off.
    let text: (Augmentations) -> String?

    fileprivate static func number(
      _ name: String, _ property: WritableKeyPath<Augmentations, Double>, _ range: ClosedRange<Double>
    ) -> Kind {
      Kind(
        name: name, expected: "a number from \(range.lowerBound.plainText) to \(range.upperBound.plainText)",
        set: { augmentations, text in
          guard let number = Double(text), range.contains(number) else { return false }
          augmentations[keyPath: property] = number
          return true
        },
        text: { $0[keyPath: property] == 0 ? nil : $0[keyPath: property].plainText })
    }

    fileprivate static func word<Word: RawRepresentable & CaseIterable>(
      _ name: String, _ property: WritableKeyPath<Augmentations, Word?>
    ) -> Kind where Word.RawValue == String {
      let words = Word.allCases.map(\.rawValue)
      return Kind(
        name: name, expected: words.joined(separator: ", "), words: words,
        set: { augmentations, text in
          augmentations[keyPath: property] = Word(rawValue: text)
          return augmentations[keyPath: property] != nil
        },
        text: { $0[keyPath: property]?.rawValue })
    }
  }

  /// All augmentations, in the order of their application.
  static var kinds: [Kind] {
    [
      Kind(
        name: "hsv", expected: "three deviations from 0 to 1, such as 0.02,0.04,0.06",
        set: { augmentations, text in
          augmentations.hsv = HSVShift(text)
          return augmentations.hsv != nil
        },
        text: { $0.hsv?.description }),
      .number("contrast", \.contrast, 0...1),
      .number("noise", \.noise, 0...1),
      .word("flip", \.flip),
      .word("quarter-rotation", \.quarterRotation),
      .number("rotation", \.rotation, 0...180),
      .number("rescale", \.rescale, 0...0.3),
      Kind(
        name: "crop", expected: "a width and a height, such as 28x28",
        set: { augmentations, text in
          augmentations.crop = PixelSize(text)
          return augmentations.crop != nil
        },
        text: { $0.crop?.description }),
    ]
  }

  /// The names of augmentations.
  public static var names: [String] { kinds.map(\.name) }

  /// The name and value of each enabled augmentation, in the order of their application.
  public var fields: [(name: String, value: String)] {
    Self.kinds.compactMap { kind in kind.text(self).map { (kind.name, $0) } }
  }

  /// Creates augmentations from names and values: `["flip": "lr", "rotation": "10"]`.
  ///
  /// - Throws: ``AugmentationError`` for unknown names and values out of range.
  public init(fields: [String: String]) throws(AugmentationError) {
    self.init()
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) { try set(name, to: value) }
  }

  mutating func set(_ name: String, to value: String) throws(AugmentationError) {
    guard let kind = Self.kinds.first(where: { $0.name == name }) else {
      throw AugmentationError(
        .unknownName,
        Report("no such augmentation", got: name, cure: knownNames(Self.names, insteadOf: name)))
    }
    guard kind.set(&self, value) else {
      throw AugmentationError(
        .badValue,
        Report(
          "the augmentation has an invalid value", place: name, expected: kind.expected, got: value,
          cure: nearestName(to: value, among: kind.words).map { "did you mean \($0)?" }))
    }
  }

  /// Checks the range of every number.
  func checkRanges() throws(AugmentationError) {
    var copy = Augmentations()
    for kind in Self.kinds {
      if let text = kind.text(self) { try copy.set(kind.name, to: text) }
    }
  }
}

extension HSVShift: CustomStringConvertible {
  /// The notation of flags: `0.02,0.04,0.06`.
  public var description: String { [hue, saturation, value].map(\.plainText).joined(separator: ",") }

  /// Parses the deviations of hue, saturation and value, `0.02,0.04,0.06`, each from 0 to 1; nil for other texts.
  public init?(_ text: String) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Double(part.drop(while: \.isWhitespace)) ?? .nan
    }
    guard numbers.count == 3, numbers.allSatisfy((0...1).contains) else { return nil }
    self.init(hue: numbers[0], saturation: numbers[1], value: numbers[2])
  }
}

extension Double {
  /// The shortest text; integers without a decimal point.
  var plainText: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
