import Randomness

/// Shifts of hue, saturation and value by normal amounts, the same for a whole image; DIGITS, "HSV Shifting".
public struct HSVShift: Hashable, Sendable {
  /// The standard deviation of the hue's shift, in turns of the colour circle, 0 to 1.
  public var hue: Double
  /// The standard deviation of the saturation's shift, 0 to 1.
  public var saturation: Double
  /// The standard deviation of the value's shift, 0 to 1.
  public var value: Double

  /// Sets the standard deviations; the defaults are those of DIGITS.
  ///
  /// - Parameters:
  ///   - hue: in turns of the colour circle, 0 to 1.
  ///   - saturation: 0 to 1.
  ///   - value: 0 to 1.
  public init(hue: Double = 0.02, saturation: Double = 0.04, value: Double = 0.06) {
    (self.hue, self.saturation, self.value) = (hue, saturation, value)
  }

  /// The shifts of one image.
  package func drawn(_ draws: AugmentationDraws) -> HSVColour {
    let (first, second) = (draws.words(.hsv), draws.words(.hsv, part: 1))
    return HSVColour(
      hue: Float(hue * Philox.normal(first[0], first[1])),
      saturation: Float(saturation * Philox.normal(first[2], first[3])),
      value: Float(value * Philox.normal(second[0], second[1])))
  }

  /// Shifts the colours of three planes of `plane` pixels; may work in place.
  package static func shift<P: Pixel>(
    _ pixels: UnsafePointer<P>, plane: Int, by shift: HSVColour, into result: UnsafeMutablePointer<P>
  ) {
    // The hue must not become negative.
    var shift = shift
    shift.hue += 2 - shift.hue.rounded(.down)
    let share: Float = 1 / 255
    for i in 0..<plane {
      let colour = HSVColour(
        red: pixels[i].level * share, green: pixels[plane + i].level * share,
        blue: pixels[2 * plane + i].level * share)
      let (red, green, blue) = colour.shifted(by: shift).rgb
      result[i] = P(level: red * 255)
      result[plane + i] = P(level: green * 255)
      result[2 * plane + i] = P(level: blue * 255)
    }
  }
}

/// A colour as hue, saturation and value (Smith, "Color gamut transform pairs", SIGGRAPH 1978).
package struct HSVColour: Hashable {
  /// In turns of the colour circle: 0 is red, 1/3 green, 2/3 blue.
  package var hue: Float
  /// 0 for grey to 1.
  package var saturation: Float
  /// The maximum of red, green and blue, 0 to 1.
  package var value: Float

  package init(hue: Float, saturation: Float, value: Float) {
    (self.hue, self.saturation, self.value) = (hue, saturation, value)
  }

  /// Converts red, green and blue in [0, 1]; grey has hue 0.
  @inline(__always)
  init(red: Float, green: Float, blue: Float) {
    let maximum = max(red, max(green, blue))
    let spread = maximum - min(red, min(green, blue))
    // From the largest channel, at 0, 1/3 or 2/3 of the circle, towards the larger of the others.
    let difference = red == maximum ? green - blue : green == maximum ? blue - red : red - green
    let start: Float = red == maximum ? 0 : green == maximum ? 2.0 / 6 : 4.0 / 6
    let turned = start + difference / (spread == 0 ? 1 : 6 * spread)
    hue = turned < 0 ? turned + 1 : turned
    saturation = spread / (maximum == 0 ? 1 : maximum)
    value = maximum
  }

  /// Hue wraps around, saturation and value are clamped to [0, 1].
  @inline(__always)
  func shifted(by shift: HSVColour) -> HSVColour {
    HSVColour(
      hue: hue + shift.hue, saturation: min(max(saturation + shift.saturation, 0), 1),
      value: min(max(value + shift.value, 0), 1))
  }

  /// Red, green and blue in [0, 1]; the hue must be at least 0.
  @inline(__always)
  var rgb: (red: Float, green: Float, blue: Float) {
    let sixths = 6 * hue.fraction
    /// A channel is at its maximum for two sixths of the circle, at its minimum for two, and linear between.
    @inline(__always)
    func channel(_ offset: Float) -> Float {
      let turned = sixths + offset
      let place = turned >= 6 ? turned - 6 : turned
      return value - value * saturation * max(0, min(min(place, 4 - place), 1))
    }
    return (channel(5), channel(3), channel(1))
  }
}
