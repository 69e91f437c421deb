/// The numbers that stand for black and white in images of numbers, written `-1..1`.
public struct ValueRange: Hashable, Sendable {
  /// The number that stands for black.
  public let black: Double
  /// The number that stands for white, above ``black``.
  public let white: Double

  /// A range of finite numbers; nil if `white` is not above `black`.
  public init?(black: Double, white: Double) {
    guard black.isFinite, white.isFinite, black < white, (white - black).isFinite else { return nil }
    (self.black, self.white) = (black, white)
  }

  /// From 0 to 1.
  package static let unit = ValueRange(known: 0, 1)
  /// From 0 to 255, as bytes have it.
  package static let bytes = ValueRange(known: 0, 255)

  private init(known black: Double, _ white: Double) { (self.black, self.white) = (black, white) }

  /// The level of each byte; nil if bytes are levels already.
  package var levels: [UInt8]? { self == .bytes ? nil : (0...255).map { level(Double($0)) } }

  /// The byte nearest to `value`; numbers beyond the range become black or white.
  @inline(__always)
  package func level(_ value: Double) -> UInt8 { UInt8(exactLevel(value).rounded()) }

  /// The level of `value` from 0 to 255, not rounded; numbers beyond the range become black or white.
  @inline(__always)
  package func exactLevel(_ value: Double) -> Double { min(max((value - black) / (white - black), 0), 1) * 255 }
}

extension ValueRange: LosslessStringConvertible {
  /// The range in the form `0..65535`.
  public var description: String { "\(Self.text(black))..\(Self.text(white))" }

  /// Parses `0..65535` or `-1..1`; nil for other text, and for a range without extent.
  public init?(_ text: String) {
    guard let dots = text.firstRange(of: "..") else { return nil }
    guard let black = Double(text[..<dots.lowerBound]), let white = Double(text[dots.upperBound...]) else { return nil }
    self.init(black: black, white: white)
  }

  /// `number` as short as it can be read back: without a fraction of zero.
  package static func text(_ number: Double) -> String {
    abs(number) < 1e15 && number == number.rounded() ? "\(Int(number))" : "\(number)"
  }
}
