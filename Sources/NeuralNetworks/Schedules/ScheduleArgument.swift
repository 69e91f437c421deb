internal import Foundation

/// A number, or several, that shape a schedule.
public struct ScheduleArgument: Sendable {
  /// The name in JSON: `gamma`.
  public let name: String
  public let defaultValue: Value
  /// What values are allowed, in words and as a test.
  public let range: String
  public let allows: @Sendable (Value) -> Bool

  static func number(
    _ name: String, _ defaultValue: Double, _ range: String, allows: @escaping @Sendable (Double) -> Bool
  ) -> Self {
    Self(name: name, defaultValue: .number(defaultValue), range: range) { $0.number.map(allows) ?? false }
  }
  static func positive(_ name: String, _ defaultValue: Double) -> Self {
    number(name, defaultValue, "a number above 0") { $0 > 0 && $0.isFinite }
  }
  static func notNegative(_ name: String, _ defaultValue: Double) -> Self {
    number(name, defaultValue, "a number from 0") { $0 >= 0 && $0.isFinite }
  }
  static func factor(_ name: String, _ defaultValue: Double) -> Self {
    number(name, defaultValue, "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 }
  }
  static func percent(_ name: String, _ defaultValue: Double) -> Self {
    number(name, defaultValue, "a percentage of the run, above 0 and below 100") { $0 > 0 && $0 < 100 }
  }
  static func count(_ name: String, _ defaultValue: Int) -> Self {
    number(name, Double(defaultValue), "a whole number from 0") { $0 >= 0 && $0 == $0.rounded() && $0 < 1e9 }
  }
}

extension ScheduleArgument {
  /// One number or a list of them.
  public enum Value: Hashable, Sendable {
    case number(Double)
    case numbers([Double])

    /// The number, or the only one of the list.
    public var number: Double? {
      switch self {
      case .number(let number): number
      case .numbers(let numbers): numbers.count == 1 ? numbers[0] : nil
      }
    }

    /// The list, or the number as a list of one.
    public var numbers: [Double] {
      switch self {
      case .number(let number): [number]
      case .numbers(let numbers): numbers
      }
    }

    /// The number or the comma-separated numbers of `text`, as `50,85`; nil for other text.
    public init?(_ text: String) {
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
        Double($0.trimmingCharacters(in: .whitespaces))
      }
      let numbers = parts.compactMap(\.self)
      guard numbers.count == parts.count else { return nil }
      self = numbers.count == 1 ? .number(numbers[0]) : .numbers(numbers)
    }
  }
}

extension ScheduleArgument.Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(arrayLiteral elements: Double...) { self = .numbers(elements) }
}

extension ScheduleArgument.Value: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .numbers(try container.decode([Double].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .numbers(let numbers): try container.encode(numbers)
    }
  }
}

extension ScheduleArgument.Value: CustomStringConvertible {
  /// `0.5`, `50.0,85.0`.
  public var description: String { numbers.map { "\($0)" }.joined(separator: ",") }
}

extension [String: ScheduleArgument.Value] {
  /// The number of an argument, which was checked or set to its default.
  func number(_ argument: String) -> Double {
    guard let number = self[argument]?.number else { fatalError("no number for the argument \(argument)") }
    return number
  }

  /// The numbers of an argument, which were checked or set to their default.
  func numbers(_ argument: String) -> [Double] {
    guard let value = self[argument] else { fatalError("no numbers for the argument \(argument)") }
    return value.numbers
  }
}
