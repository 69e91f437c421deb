internal import Diagnostics
import Pictures

extension Augmentations {
  /// One augmentation by its name in run files and flags.
  struct Kind {
    let name: String
    /// What its value may be.
    let expected: String
    /// The words that its value may be, where it is one.
    var words: [String] = []
    /// Turns it on as the text says; false where the text is no value of it.
    let set: (inout Augmentations, String) -> Bool
    /// Its value in words, nil where it is off.
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

  /// All, in the order in which they are done.
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

  /// The names that augmentations are called by.
  public static var names: [String] { kinds.map(\.name) }

  /// What is on, each by its name and its value, in the order in which it is done.
  public var fields: [(name: String, value: String)] {
    Self.kinds.compactMap { kind in kind.text(self).map { (kind.name, $0) } }
  }

  /// Those of these names and values: `["flip": "lr", "rotation": "10"]`.
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
          "an augmentation cannot be of this value", place: name, expected: kind.expected, got: value,
          cure: nearestName(to: value, among: kind.words).map { "did you mean \($0)?" }))
    }
  }

  /// - Throws: ``AugmentationError`` when a number is not in the range that its text may have.
  func checkRanges() throws(AugmentationError) {
    var copy = Augmentations()
    for kind in Self.kinds {
      if let text = kind.text(self) { try copy.set(kind.name, to: text) }
    }
  }
}

extension HSVShift: CustomStringConvertible {
  /// `0.02,0.04,0.06`.
  public var description: String { [hue, saturation, value].map(\.plainText).joined(separator: ",") }

  /// The deviations of hue, saturation and value that `text` names, `0.02,0.04,0.06`, each from 0 to 1; nil for others.
  public init?(_ text: String) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Double(part.drop(while: \.isWhitespace)) ?? .nan
    }
    guard numbers.count == 3, numbers.allSatisfy((0...1).contains) else { return nil }
    self.init(hue: numbers[0], saturation: numbers[1], value: numbers[2])
  }
}

extension Double {
  /// As a person writes it: whole numbers without a point.
  var plainText: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
