/// A key path that may be passed between threads.
public typealias SettingPath<Root, Value> = WritableKeyPath<Root, Value> & Sendable

extension Setting {
  /// Stores what `value` makes of a setting's value; a missing value does not fit.
  private static func store<Value>(
    _ path: any SettingPath<Root, Value>, _ value: @escaping @Sendable (SettingValue) -> Value?
  ) -> @Sendable (inout Root, SettingValue) -> Bool {
    { root, given in
      guard let value = value(given) else { return false }
      root[keyPath: path] = value
      return true
    }
  }

  /// The same for a property that may be nil, which `none` makes it.
  private static func storeOptional<Value>(
    _ path: any SettingPath<Root, Value?>, _ value: @escaping @Sendable (SettingValue) -> Value?
  ) -> @Sendable (inout Root, SettingValue) -> Bool {
    { root, given in
      let value = value(given)
      root[keyPath: path] = value
      return value != nil || given == .none
    }
  }

  /// A number.
  public static func number(
    _ name: String, _ path: any SettingPath<Root, Double>, in range: NumberRange = .any, unit: String? = nil,
    help: String,
    group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .number(range), unit: unit, help: help, group: group, condition: condition,
      get: { .number($0[keyPath: path]) }, set: store(path, \.number))
  }

  /// A number, or none.
  public static func number(
    _ name: String, _ path: any SettingPath<Root, Double?>, in range: NumberRange = .any, unit: String? = nil,
    help: String,
    group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .number(range), isOptional: true, unit: unit, help: help, group: group, condition: condition,
      get: { $0[keyPath: path].map { .number($0) } ?? .none }, set: storeOptional(path, \.number))
  }

  /// An integer.
  public static func integer<Integer: FixedWidthInteger & Sendable>(
    _ name: String, _ path: any SettingPath<Root, Integer>, in range: ClosedRange<Integer> = Integer.min...Integer.max,
    unit: String? = nil, help: String, group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .integer(Int128(range.lowerBound)...Int128(range.upperBound)), unit: unit, help: help, group: group,
      condition: condition, get: { .integer(Int128($0[keyPath: path])) },
      set: store(path) { $0.integer(as: Integer.self) })
  }

  /// An integer, or none.
  public static func integer<Integer: FixedWidthInteger & Sendable>(
    _ name: String, _ path: any SettingPath<Root, Integer?>, in range: ClosedRange<Integer> = Integer.min...Integer.max,
    unit: String? = nil, help: String, group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .integer(Int128(range.lowerBound)...Int128(range.upperBound)), isOptional: true, unit: unit, help: help,
      group: group, condition: condition, get: { $0[keyPath: path].map { .integer(Int128($0)) } ?? .none },
      set: storeOptional(path) { $0.integer(as: Integer.self) })
  }

  /// True or false.
  public static func flag(
    _ name: String, _ path: any SettingPath<Root, Bool>, help: String, group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .flag, help: help, group: group, condition: condition, get: { .flag($0[keyPath: path]) },
      set: store(path, \.flag))
  }

  /// One of the words of an enumeration.
  public static func choice<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ path: any SettingPath<Root, Word>, help: String, group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .choice(Word.allCases.map(\.rawValue)), help: help, group: group, condition: condition,
      get: { .text($0[keyPath: path].rawValue) }, set: store(path) { $0.text.flatMap { Word(rawValue: $0) } })
  }

  /// One of the words of an enumeration, or none.
  public static func choice<Word: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ path: any SettingPath<Root, Word?>, help: String, group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .choice(Word.allCases.map(\.rawValue)), isOptional: true, help: help, group: group, condition: condition,
      get: { $0[keyPath: path].map { .text($0.rawValue) } ?? .none },
      set: storeOptional(path) { $0.text.flatMap { Word(rawValue: $0) } })
  }

  /// Text of a form of its own, such as `28x28`.
  ///
  /// `expected` is the form in words, with an example; `pattern` a regular expression for the whole text, for JSON
  /// Schema.
  public static func text<Value: LosslessStringConvertible & SendableMetatype>(
    _ name: String, _ path: any SettingPath<Root, Value>, expected: String = "text", pattern: String? = nil,
    help: String,
    group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .text(expected: expected, pattern: pattern), help: help, group: group, condition: condition,
      accepts: { $0.text.flatMap { Value($0) } != nil }, get: { .text($0[keyPath: path].description) },
      set: store(path) { $0.text.flatMap { Value($0) } })
  }

  /// Text of a form of its own, or none.
  ///
  /// `expected` is the form in words, with an example; `pattern` a regular expression for the whole text, for JSON
  /// Schema.
  public static func text<Value: LosslessStringConvertible & SendableMetatype>(
    _ name: String, _ path: any SettingPath<Root, Value?>, expected: String = "text", pattern: String? = nil,
    help: String,
    group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .text(expected: expected, pattern: pattern), isOptional: true, help: help, group: group,
      condition: condition, accepts: { $0.text.flatMap { Value($0) } != nil },
      get: { $0[keyPath: path].map { .text($0.description) } ?? .none },
      set: storeOptional(path) { $0.text.flatMap { Value($0) } })
  }

  /// A path, or none.
  public static func path(
    _ name: String, _ path: any SettingPath<Root, String?>, help: String, group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .path, isOptional: true, help: help, group: group, condition: condition,
      get: { $0[keyPath: path].map { .text($0) } ?? .none }, set: storeOptional(path, \.text))
  }

  /// Several numbers.
  public static func list(
    _ name: String, _ path: any SettingPath<Root, [Double]>, in range: NumberRange = .any,
    count: ClosedRange<Int> = 0...Int.max, isAscending: Bool = false, unit: String? = nil, help: String,
    group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .list(of: .number(range), count: count, isAscending: isAscending), unit: unit, help: help, group: group,
      condition: condition, get: { .list($0[keyPath: path].map { .number($0) }) }, set: store(path, \.numbers))
  }

  /// Several integers.
  public static func list(
    _ name: String, _ path: any SettingPath<Root, [Int]>, in range: ClosedRange<Int> = Int.min...Int.max,
    count: ClosedRange<Int> = 0...Int.max, isAscending: Bool = false, unit: String? = nil, help: String,
    group: String? = nil, condition: String? = nil
  ) -> Self {
    let bounds = Int128(range.lowerBound)...Int128(range.upperBound)
    return Self(
      name, .list(of: .integer(bounds), count: count, isAscending: isAscending), unit: unit, help: help, group: group,
      condition: condition, get: { .list($0[keyPath: path].map { .integer(Int128($0)) }) },
      set: store(path) { $0.list?.compactMap { $0.integer() } })
  }

  /// Several texts.
  public static func list(
    _ name: String, _ path: any SettingPath<Root, [String]>, count: ClosedRange<Int> = 0...Int.max, help: String,
    group: String? = nil, condition: String? = nil
  ) -> Self {
    Self(
      name, .list(of: .text(expected: "text", pattern: nil), count: count, isAscending: false), help: help,
      group: group, condition: condition, get: { .list($0[keyPath: path].map { .text($0) }) },
      set: store(path) { $0.list?.compactMap(\.text) })
  }
}
