import Diagnostics
import Settings

/// The fields of one layer, read one after another; what is wrong with them is noted, and they read as something usable.
final class LayerFields {
  /// What the layer is called in errors.
  let keyword: String
  private let line: Int?
  private let given: [YAMLValue.Field]
  private let bare: YAMLValue?
  private let problems: Problems
  private var asked: [String] = []
  private var bareName: String?
  /// Whether a field was wrong.
  private(set) var hasFailed = false

  /// - Parameter value: The fields, or the value of the one that may stand alone.
  init(keyword: String, _ value: YAMLValue?, line: Int?, problems: Problems) {
    self.keyword = keyword
    self.line = line
    self.problems = problems
    given = value?.fields ?? []
    bare = value.flatMap { $0.fields == nil && $0.scalar != "" ? $0 : nil }
  }

  /// A field that may stand alone: `dropout: 0.5` is `dropout: {probability: 0.5}`.
  func alone(_ name: String) -> String {
    bareName = name
    return name
  }

  private func value(_ name: String) -> YAMLValue? {
    asked.append(name)
    return given.first { $0.name == name }?.value ?? (name == bareName ? bare : nil)
  }

  private func wrong(_ name: String, _ value: YAMLValue, expected: String) {
    hasFailed = true
    let got: String? = value.scalar ?? (value.list == nil ? "fields" : "a list")
    problems.add(
      Report("a field has a value that does not fit", place: "\(keyword), \(name)", expected: expected, got: got),
      line: value.line ?? line)
  }

  private func missing(_ name: String, expected: String) {
    hasFailed = true
    problems.add(
      Report("a field is missing", place: keyword, expected: expected, cure: "add \(name): …"), line: line)
  }

  /// A whole number in `range`; `usual` where it is not given, which it must be if that is nil.
  func whole(_ name: String, _ usual: Int? = nil, in range: ClosedRange<Int> = 1...65_536) -> Int {
    let expected = "\(name), a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let value = value(name) else {
      if usual == nil { missing(name, expected: expected) }
      return usual ?? range.lowerBound
    }
    guard let number = value.scalar.flatMap({ Int($0) }), range.contains(number) else {
      wrong(name, value, expected: expected)
      return usual ?? range.lowerBound
    }
    return number
  }

  /// A whole number in `range`, nil where it is not given.
  func optionalWhole(_ name: String, in range: ClosedRange<Int> = 1...65_536) -> Int? {
    value(name) == nil ? nil : whole(name, range.lowerBound, in: range)
  }

  /// A number of filters or units, or `image`.
  func extent(_ name: String) -> Extent {
    if given.first(where: { $0.name == name })?.value.scalar == "image" || (name == bareName && bare?.scalar == "image")
    {
      _ = value(name)
      return .ofImage
    }
    return .count(whole(name))
  }

  /// A number in `range`; `usual` where it is not given, which it must be if that is nil.
  func number(_ name: String, _ usual: Double? = nil, in range: ClosedRange<Double>) -> Double {
    let expected = "\(name), a number from \(range.lowerBound) to \(range.upperBound)"
    guard let value = value(name) else {
      if usual == nil { missing(name, expected: expected) }
      return usual ?? range.lowerBound
    }
    guard let number = value.scalar.flatMap({ Double($0) }), range.contains(number) else {
      wrong(name, value, expected: expected)
      return usual ?? range.lowerBound
    }
    return number
  }

  /// A text, nil where it is not given.
  func text(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.scalar, !text.isEmpty else {
      wrong(name, value, expected: "a name")
      return nil
    }
    return text
  }

  /// One of the words of `type`, nil where it is not given.
  func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, as type: Word.Type) -> Word? {
    guard let value = value(name) else { return nil }
    let known = Word.allCases.map(\.rawValue)
    guard let word = value.scalar.flatMap({ Word(rawValue: $0) }) else {
      hasFailed = true
      problems.add(
        Report(
          "no such \(name)", place: keyword, got: value.scalar ?? "several values",
          cure: knownNames(known, insteadOf: value.scalar ?? "")), line: value.line ?? line)
      return nil
    }
    return word
  }

  /// A list of whole numbers, nil where it is not given.
  func wholes(_ name: String, in range: ClosedRange<Int> = 1...65_536) -> [Int]? {
    guard let value = value(name) else { return nil }
    let numbers = (value.list ?? [value]).map { $0.scalar.flatMap { Int($0) } }
    guard !numbers.isEmpty, numbers.allSatisfy({ $0.map(range.contains) ?? false }) else {
      wrong(name, value, expected: "\(name), whole numbers from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return numbers.compactMap(\.self)
  }

  /// Whether the field `name` is there and is the word `image`.
  func isImage(_ name: String) -> Bool {
    guard let value = given.first(where: { $0.name == name })?.value ?? (name == bareName ? bare : nil) else {
      return false
    }
    return value.scalar == "image"
  }

  /// A way to start: a name, a number, or a name with a number.
  func initializer(_ name: String) -> InitializerName? {
    guard let value = value(name) else { return nil }
    if let number = value.scalar.flatMap({ Double($0) }) { return .constant(number) }
    let plain = InitializerName.plain
    if let found = plain.first(where: { $0.name == value.scalar }) { return found.initializer }
    if let fields = value.fields, fields.count == 1, let number = fields[0].value.scalar.flatMap({ Double($0) }),
      let found = InitializerName(fields[0].name, number)
    {
      return found
    }
    let known = plain.map(\.name) + InitializerName.numbered.map { "{\($0): 0.1}" }
    hasFailed = true
    problems.add(
      Report(
        "no such initial values", place: "\(keyword), \(name)", got: value.scalar ?? "other fields",
        cure: knownNames(known, insteadOf: value.scalar ?? "")), line: value.line ?? line)
    return nil
  }

  /// Says that something is missing: one of several fields.
  func require(_ found: Bool, _ what: String) {
    if !found { missing(what, expected: what) }
  }

  /// Refuses what was not asked for.
  func refuseOthers() {
    for field in given where !asked.contains(field.name) {
      hasFailed = true
      let cure = asked.isEmpty ? "it has no fields" : knownNames(asked, insteadOf: field.name)
      problems.add(
        Report("no such field", place: keyword, got: field.name, cure: cure), line: field.line ?? line)
    }
    if let bare, bareName == nil {
      hasFailed = true
      problems.add(
        Report(
          "a field has no name", place: keyword, got: bare.scalar ?? "a list",
          cure: asked.isEmpty ? "it has no fields" : "write {\(asked[0]): …}"), line: line)
    }
  }
}
