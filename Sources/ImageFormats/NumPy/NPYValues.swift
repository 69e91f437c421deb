internal import Diagnostics
import Pictures

/// How the numbers of an array become levels.
struct NPYLevels {
  /// The numbers that stand for black and white.
  let range: ValueRange
  /// Whether numbers lie between the 256 levels of bytes.
  let hasFractions: Bool
}

/// What the numbers of an array of images are: their extremes, and the range that they are recognised by.
struct NPYValues {
  private let element: NPYElement
  /// The stated range.
  private let stated: ValueRange?
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private(set) var isWhole = true
  private var isFinite = true
  /// Whether a number lies between the levels of the stated range, or of 0..1.
  private var hasFractions = false

  /// The farthest that rounding takes a level, such as 7/255 as a 32-bit number, from an integer.
  private static let levelTolerance = 1e-4
  /// The farthest that rounding takes a number beyond 0 or 1.
  private static let tolerance = 1e-5

  /// Looks at all elements.
  init(_ data: UnsafeRawBufferPointer, _ element: NPYElement, range: ValueRange?) {
    (self.element, stated) = (element, range)
    let range = range ?? .unit
    guard let base = data.baseAddress else { return }
    for start in stride(from: 0, to: data.count, by: element.bytes) {
      let value = element.value(at: base + start)
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      isWhole = isWhole && value == value.rounded()
      isFinite = isFinite && value.isFinite
      let level = range.exactLevel(value)
      hasFractions = hasFractions || abs(level - level.rounded()) > Self.levelTolerance
    }
  }

  /// How the numbers become levels: by the stated range, or by their type and extremes, 0..1 or 0..255.
  ///
  /// - Throws: ``ImageFileError`` for any other range, with the cure for it, and for numbers that are not finite.
  func levels(place: String, note: ((String) -> Void)?) throws(ImageFileError) -> NPYLevels {
    guard isFinite else { throw refusal("some that are not finite", place, cure: "replace them: numpy.nan_to_num(x)") }
    if let stated { return NPYLevels(range: stated, hasFractions: hasFractions) }
    return NPYLevels(range: try recognisedRange(place: place, note: note), hasFractions: hasFractions)
  }

  private func recognisedRange(place: String, note: ((String) -> Void)?) throws(ImageFileError) -> ValueRange {
    if element.kind == .boolean { return .unit }
    let isFloating = element.kind == .floating
    if minimum >= (isFloating ? -Self.tolerance : 0) {
      if isFloating, maximum <= 1 + Self.tolerance { return .unit }
      if !isFloating, maximum <= 1 {
        guard maximum == 1 else { return .bytes }
        note?("\(place): zeros and ones are read as black and white; --value-range 0..255 says otherwise")
        return .unit
      }
      if isWhole, maximum <= 255 {
        if maximum < 64 {
          let most = ValueRange.text(maximum)
          note?("\(place): numbers up to \(most) are read as 0..255; --value-range 0..\(most) makes \(most) white")
        }
        return .bytes
      }
    }
    throw refusal(extremes, place, cure: cure)
  }

  private var extremes: String { "\(minimum) to \(maximum)\(isWhole ? "" : ", not all integers")" }

  private func refusal(_ got: String, _ place: String, cure: String) -> ImageFileError {
    ImageFileError(
      .badValue, "these numbers are not pixels", place: place,
      expected: element.kind == .floating ? "all in [0, 1], or all integers from 0 to 255" : "all from 0 to 255",
      got: got, cure: cure)
  }

  /// How numbers of this range become bytes.
  private var cure: String {
    func short(_ number: Double) -> String { ValueRange.text((number * 1e4).rounded() / 1e4) }
    let own = "--value-range \(short(minimum))..\(short(maximum))"
    if minimum >= 0 {
      if element.kind != .floating || isWhole { return wideCure(own) }
      return maximum <= 2
        ? "cut off what is beyond 1: numpy.clip(x, 0, 1); or give \(own)"
        : maximum <= 255
          ? "say which number is white: --value-range 0..255, or \(own)"
          : "say which numbers are black and white: \(own)"
    }
    if element.kind == .signed, element.bytes == 1 {
      return "if bytes were stored as int8, save x.view('uint8'); if 0 is grey, give --value-range -128..127"
    }
    if minimum >= -0.5, maximum <= 0.5 {
      return "if they lie in -0.5..0.5, save ((x + 0.5) * 255).astype('uint8'), or give --value-range -0.5..0.5"
    }
    if minimum >= -1 - Self.tolerance, maximum <= 1 + Self.tolerance {
      return "if they lie in -1..1, save ((x + 1) * 127.5).astype('uint8'), or give --value-range -1..1"
    }
    return "if they are standardised, undo it: x * std + mean; or say which numbers are black and white: \(own)"
  }

  /// The cure for integers beyond 255, by the fewest bits that hold them.
  private func wideCure(_ own: String) -> String {
    let widths = [10, 12, 14, 16].filter { maximum < Double(1 << $0) }
    guard let bits = widths.first else { return "say which numbers are black and white: \(own)" }
    let most = 1 << bits - 1
    let other = bits < 16 ? ", or --value-range 0..65535 if they have 16 bits" : ""
    return
      "if they have \(bits) bits, save (x >> \(bits - 8)).astype('uint8'), or give --value-range 0..\(most)\(other)"
  }
}
