/// A message for people: what is wrong, where, expected, got, and what to do.
public struct Report: Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, a phrase without a full stop: `labels and images differ in number`.
  public var what: String
  /// The file, record, field or layer concerned.
  public var place: String?
  /// The expected value.
  public var expected: String?
  /// The actual value.
  public var got: String?
  /// The advice.
  public var cure: String?

  /// Creates a report; the arguments are its properties.
  public init(
    _ what: String, place: String? = nil, expected: String? = nil, got: String? = nil, cure: String? = nil
  ) {
    self.what = what
    self.place = place
    self.expected = expected
    self.got = got
    self.cure = cure
  }

  /// The report as one line: `place: what (expected …, got …); cure`.
  public var description: String {
    var line = place.map { "\($0): \(what)" } ?? what
    let found = [expected.map { "expected \($0)" }, got.map { "got \($0)" }].compactMap(\.self)
    if !found.isEmpty { line += " (\(found.joined(separator: ", ")))" }
    if let cure { line += "; \(cure)" }
    return line
  }
}

/// An error with a ``Report``; every error of Hourglass is one.
public protocol ReportedError: Error, CustomStringConvertible {
  /// The kind of failure, for programs.
  associatedtype Code: Hashable, Sendable
  var code: Code { get }
  /// The message.
  var report: Report { get }
  /// The error of a lower layer that caused this one, if there was one.
  var underlying: (any Error)? { get }
}

extension ReportedError {
  public var underlying: (any Error)? { nil }
  public var description: String {
    underlying.map { "\(report) [\($0)]" } ?? report.description
  }
}
