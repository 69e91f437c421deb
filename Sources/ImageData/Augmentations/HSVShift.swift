import Randomness

/// Shifts of hue, saturation and value by normal amounts, one of each for a whole image; DIGITS, "HSV Shifting".
public struct HSVShift: Hashable, Sendable {
  /// The deviation of the hue's shift, in turns of the colour circle, 0 to 1.
  public var hue: Double
  /// The deviation of the saturation's shift, of a range of [0, 1], 0 to 1.
  public var saturation: Double
  /// The deviation of the value's shift, of a range of [0, 1], 0 to 1.
  public var value: Double

  /// The defaults are those that DIGITS suggests.
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

  /// Writes `pixels`, three planes of `plane` bytes, with all colours shifted; the two may be the same memory.
  package static func shift(
    _ pixels: UnsafePointer<UInt8>, plane: Int, by shift: HSVColour, into result: UnsafeMutablePointer<UInt8>
  ) {
    // The hue must not fall below zero.
    var shift = shift
    shift.hue += 2 - shift.hue.rounded(.down)
    let share: Float = 1 / 255
    for i in 0..<plane {
      let colour = HSVColour(
        red: Float(pixels[i]) * share, green: Float(pixels[plane + i]) * share,
        blue: Float(pixels[2 * plane + i]) * share)
      let (red, green, blue) = colour.shifted(by: shift).rgb
      result[i] = (red * 255).nearestByte
      result[plane + i] = (green * 255).nearestByte
      result[2 * plane + i] = (blue * 255).nearestByte
    }
  }
}

/// A colour by hue, saturation and value (Smith, "Color gamut transform pairs", SIGGRAPH 1978).
package struct HSVColour: Hashable {
  /// In turns of the colour circle: 0 is red, 1/3 green, 2/3 blue.
  package var hue: Float
  /// 0 for grey to 1.
  package var saturation: Float
  /// The greatest of red, green and blue, 0 to 1.
  package var value: Float

  package init(hue: Float, saturation: Float, value: Float) {
    (self.hue, self.saturation, self.value) = (hue, saturation, value)
  }

  /// Of numbers in [0, 1]; grey has hue 0.
  @inline(__always)
  init(red: Float, green: Float, blue: Float) {
    let greatest = max(red, max(green, blue))
    let spread = greatest - min(red, min(green, blue))
    // From the channel that is greatest, at 0, 1/3 or 2/3 of the circle, towards the greater of the others.
    let difference = red == greatest ? green - blue : green == greatest ? blue - red : red - green
    let start: Float = red == greatest ? 0 : green == greatest ? 2.0 / 6 : 4.0 / 6
    let turned = start + difference / (spread == 0 ? 1 : 6 * spread)
    hue = turned < 0 ? turned + 1 : turned
    saturation = spread / (greatest == 0 ? 1 : greatest)
    value = greatest
  }

  /// Hue goes round the circle, saturation and value stop at 0 and 1.
  @inline(__always)
  func shifted(by shift: HSVColour) -> HSVColour {
    HSVColour(
      hue: hue + shift.hue, saturation: min(max(saturation + shift.saturation, 0), 1),
      value: min(max(value + shift.value, 0), 1))
  }

  /// Red, green and blue in [0, 1]; the hue must not be below 0.
  @inline(__always)
  var rgb: (red: Float, green: Float, blue: Float) {
    let sixths = 6 * hue.fraction
    /// A channel is full for two sixths of the circle, empty for two, and goes straight in between.
    @inline(__always)
    func channel(_ offset: Float) -> Float {
      let turned = sixths + offset
      let place = turned >= 6 ? turned - 6 : turned
      return value - value * saturation * max(0, min(min(place, 4 - place), 1))
    }
    return (channel(5), channel(3), channel(1))
  }
}
