/// Colours of lines and points that colour-blind readers tell apart, on white and on dark.
///
/// The first five are M. Okabe and K. Ito's (2008); none is black or white.
enum SeriesColour {
  private static let hexadecimal = [
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#B8A800", "#8C6BB1", "#A6761D", "#7F7F7F",
  ]

  /// The colour of series `index`, `#rrggbb`; the eleventh is the first again.
  static func hexadecimal(_ index: Int) -> String { hexadecimal[max(index, 0) % hexadecimal.count] }

  /// The same as levels from 0 to 255.
  static func levels(_ index: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let value = Int(hexadecimal(index).dropFirst(), radix: 16) ?? 0
    return (UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
  }
}
