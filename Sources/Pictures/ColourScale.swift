internal import Foundation

/// A scale of colours for numbers: dark blue through green-grey to yellow, lighter with every step.
///
/// Its lightness rises evenly, so that it is read the same in grey and by colour-blind readers.
package struct ColourScale {
  /// The colours from 0 to 255, red, green, blue.
  static let levels: [(red: UInt8, green: UInt8, blue: UInt8)] = (0...255).map { level in
    let share = Double(level) / 255
    // A path through OKLab (B. Ottosson, 2020): lightness 0.25 to 0.95, hue from blue (265°) to yellow (105°).
    let lightness = 0.25 + 0.70 * share
    let chroma = 0.13
    let hue = (265 - 160 * share) * Double.pi / 180
    return rgb(lightness: lightness, a: chroma * cos(hue), b: chroma * sin(hue))
  }

  /// The colour of `value` between `low` and `high`; values outside have the colour of the nearer end.
  static func colour(_ value: Float, from low: Float, to high: Float) -> (red: UInt8, green: UInt8, blue: UInt8) {
    guard high > low, value.isFinite else { return levels[value.isFinite ? 128 : 0] }
    return levels[Int((min(max((value - low) / (high - low), 0), 1) * 255).rounded())]
  }

  /// The colours of planes of values, row-major, from `low` to `high`.
  package static func picture(
    of values: ArraySlice<Float>, from low: Float, to high: Float, width: Int, height: Int
  ) -> Picture {
    let bytes = [UInt8](unsafeUninitializedCapacity: 3 * values.count) { bytes, initialized in
      for (place, value) in values.enumerated() {
        let colour = colour(value, from: low, to: high)
        (bytes[3 * place], bytes[3 * place + 1], bytes[3 * place + 2]) = (colour.red, colour.green, colour.blue)
      }
      initialized = 3 * values.count
    }
    return Picture(width: width, height: height, colour: .rgb, bytes: bytes)
  }

  /// OKLab to sRGB, clamped.
  private static func rgb(lightness: Double, a: Double, b: Double) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    func byte(_ linear: Double) -> UInt8 {
      let clamped = min(max(linear, 0), 1)
      let value = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * pow(clamped, 1 / 2.4) - 0.055
      return UInt8((value * 255).rounded())
    }
    return (
      byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
    )
  }
}
