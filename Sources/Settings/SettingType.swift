/// What a setting holds, with its range: enough to read it, to describe it and to make a form for it.
public indirect enum SettingType: Hashable, Sendable {
  case flag
  case integer(ClosedRange<Int128>)
  case number(NumberRange)
  /// One of these words.
  case choice([String])
  /// Text of any other form, such as `28x28`: in words, and as a regular expression for the whole text where there is one.
  case text(expected: String, pattern: String?)
  case path
  /// Values of one type; so many of them, and each above the one before where `isAscending`.
  case list(of: SettingType, count: ClosedRange<Int>, isAscending: Bool)
  /// JSON of a form in words, with an example.
  case json(expected: String = "JSON")

  /// What fits, in words: `a number above 0 and at most 1`.
  public var expected: String {
    switch self {
    case .flag: "true or false"
    case .integer(let range): Self.expected("an integer", range)
    case .number(let range): range == .any ? "a number" : "a number \(range.words)"
    case .choice(let words):
      words.count < 2 ? words.joined() : "\(words.dropLast().joined(separator: ", ")) or \(words[words.count - 1])"
    case .text(let expected, _): expected
    case .path: "a path"
    case .list(let type, let count, let isAscending):
      (count.lowerBound == count.upperBound ? "\(count.lowerBound) " : "") + (isAscending ? "ascending " : "")
        + type.plural
    case .json(let expected): expected
    }
  }

  /// Whether there is no more to say of what fits.
  var isPlain: Bool {
    switch self {
    case .flag, .path, .text("text", _), .json("text"): true
    case .list(let type, _, _): type.isPlain
    case .integer, .number, .choice, .text, .json: false
    }
  }

  /// What several that fit are, in words.
  private var plural: String {
    switch self {
    case .integer(let range): Self.expected("integers", range)
    case .number(let range): range == .any ? "numbers" : "numbers \(range.words)"
    case .text, .path, .json: "texts"
    case .flag, .choice, .list: "values, each \(expected)"
    }
  }

  /// Bounds beyond all use are left out.
  private static func expected(_ noun: String, _ range: ClosedRange<Int128>) -> String {
    let isOpen = range.upperBound >= Int128(Int32.max)
    switch (range.lowerBound <= Int128(Int32.min), isOpen) {
    case (true, true): return noun
    case (true, false): return "\(noun), at most \(range.upperBound)"
    case (false, true): return "\(noun) from \(range.lowerBound)"
    case (false, false): return "\(noun) from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}

/// How a value was written.
public enum SettingNotation: Sendable {
  /// As text without types: YAML, a flag. `0.5` and `true` are a number and a flag where such are wanted.
  case plain
  /// With types: JSON, Swift. A text is a text.
  case typed
}

extension SettingType {
  /// The value in the setting's own type; nil where it does not fit.
  ///
  /// Text in quotes is neither number nor flag. An integer serves as a number, a number without a fraction as an integer, a
  /// single value as a list of one, a list of one as its value, and a text such as `128,64` as a list of numbers.
  package func fit(_ value: SettingValue, _ notation: SettingNotation) -> SettingValue? {
    if case .list(let values) = value, values.count == 1, !isList { return fit(values[0], notation) }
    let written = notation == .plain && !value.isQuoted ? value.text?.trimmed : nil
    switch self {
    case .flag:
      return (value.flag ?? written.flatMap { Bool($0) }).map { .flag($0) }
    case .integer(let range):
      let integer =
        value.integer(as: Int128.self)
        ?? written.flatMap { Int128($0) ?? Double($0).flatMap { Int128(exactly: $0) } }
      return integer.flatMap { range.contains($0) ? .integer($0) : nil }
    case .number(let range):
      let number = value.number ?? written.flatMap { Double($0) }
      return number.flatMap { range.contains($0) ? .number($0) : nil }
    case .choice(let words):
      let word = value.text?.lowercased()
      return words.first { $0 == value.text }.map { .text($0) }
        ?? words.first { $0.lowercased() == word }.map { .text($0) }
    case .text:
      return Self.scalarText(value).map { .text($0) }
    case .path:
      return value.text.flatMap { $0.isEmpty ? nil : .text($0) }
    case .list(let type, let count, let isAscending):
      return list(value, of: type, count, isAscending: isAscending, notation)
    case .json:
      guard let written, written.hasPrefix("{") || written.hasPrefix("[") else { return value }
      return SettingValue(json: written)
    }
  }

  private func list(
    _ value: SettingValue, of type: SettingType, _ count: ClosedRange<Int>, isAscending: Bool,
    _ notation: SettingNotation
  ) -> SettingValue? {
    let given: [SettingValue]
    if let list = value.list {
      given = list
    } else if notation == .plain, value == .none {
      // `hidden:` without a value.
      given = []
    } else if notation == .plain || type.isNumeric, let text = value.text {
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
      return list(
        .list(parts == [""] ? [] : parts.map { .text($0) }), of: type, count, isAscending: isAscending, .plain)
    } else {
      given = [value]
    }
    if notation == .typed, case .text = type, given.contains(where: { $0.text == nil }) { return nil }
    let values = given.compactMap { type.fit($0, notation) }
    guard values.count == given.count, count.contains(values.count) else { return nil }
    if isAscending, let numbers = SettingValue.list(values).numbers, !zip(numbers, numbers.dropFirst()).allSatisfy(<) {
      return nil
    }
    return .list(values)
  }

  private var isList: Bool {
    switch self {
    case .list, .json: true
    default: false
    }
  }

  private var isNumeric: Bool {
    switch self {
    case .integer, .number: true
    default: false
    }
  }

  /// A single value as text: `a: 28` is the text 28 where text is wanted.
  private static func scalarText(_ value: SettingValue) -> String? {
    switch value {
    case .text, .quoted, .flag, .integer: value.description
    case .number(let number): number.plainText
    case .none, .list, .object: nil
    }
  }
}

extension SettingValue {
  fileprivate var isQuoted: Bool {
    if case .quoted = self { true } else { false }
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  package var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
