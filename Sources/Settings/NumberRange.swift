/// The numbers that a setting may have; all are finite.
public struct NumberRange: Hashable, Sendable {
  /// The lower bound; nil for none.
  public var lower: Double?
  /// The upper bound; nil for none.
  public var upper: Double?
  /// Whether the lower bound itself is allowed.
  public var includesLower = true
  /// Whether the upper bound itself is allowed.
  public var includesUpper = true

  /// The range between two bounds; nil for no bound.
  public init(lower: Double? = nil, upper: Double? = nil, includesLower: Bool = true, includesUpper: Bool = true) {
    (self.lower, self.upper) = (lower, upper)
    (self.includesLower, self.includesUpper) = (includesLower, includesUpper)
  }

  /// Any finite number.
  public static let any = NumberRange()
  /// Above 0.
  public static let positive = above(0)
  /// From 0.
  public static let notNegative = from(0)
  /// From 0 to below 1, such as a decay.
  public static let fraction = NumberRange(lower: 0, upper: 1, includesUpper: false)
  /// Above 0 and at most 1, such as a factor that reduces.
  public static let reduction = NumberRange(lower: 0, upper: 1, includesLower: false)
  /// From 0 to 1.
  public static let probability = within(0...1)

  /// `lower` and more.
  public static func from(_ lower: Double) -> Self { NumberRange(lower: lower) }
  /// More than `lower`.
  public static func above(_ lower: Double) -> Self { NumberRange(lower: lower, includesLower: false) }
  /// More than `lower` and less than `upper`.
  public static func between(_ lower: Double, _ upper: Double) -> Self {
    NumberRange(lower: lower, upper: upper, includesLower: false, includesUpper: false)
  }
  /// From bound to bound.
  public static func within(_ bounds: ClosedRange<Double>) -> Self {
    NumberRange(lower: bounds.lowerBound, upper: bounds.upperBound)
  }

  /// Whether `number` is finite and in the range.
  public func contains(_ number: Double) -> Bool {
    guard number.isFinite else { return false }
    if let lower, includesLower ? number < lower : number <= lower { return false }
    if let upper, includesUpper ? number > upper : number >= upper { return false }
    return true
  }

  /// `above 0 and at most 1`; empty for any number.
  public var words: String {
    let lower = lower.map { (includesLower ? "from " : "above ") + $0.plainText }
    guard let upper = upper?.plainText else { return lower ?? "" }
    return switch (lower, includesLower, includesUpper) {
    case (nil, _, true): "at most \(upper)"
    case (nil, _, false): "below \(upper)"
    case (let lower?, true, true): "\(lower) to \(upper)"
    case (let lower?, true, false): "\(lower) to below \(upper)"
    case (let lower?, false, true): "\(lower) and at most \(upper)"
    case (let lower?, false, false): "\(lower) and below \(upper)"
    }
  }
}

extension Double {
  /// The number as a person writes it: integers without a point.
  package var plainText: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
