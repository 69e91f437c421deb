import Foundation

/// A tile in place of an image that cannot be read: a drawing (SVG) with the reason.
struct UnreadableTile {
  /// The drawing.
  let svg: String

  /// The maximum number of letters in a line, and of lines.
  private static let (width, height) = (26, 6)

  /// - Parameter reason: Why the image cannot be read.
  init(reason: String) {
    let lines = Self.lines(reason).enumerated().map { place, line in
      "<text x=\"96\" y=\"\(98 + 15 * place)\">\(Self.escaped(line))</text>"
    }
    svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="192" height="192" viewBox="0 0 192 192" font-family="sans-serif" \
      font-size="12" text-anchor="middle" fill="#5f6368"><title>\(Self.escaped(reason))</title>\
      <rect width="192" height="192" fill="#e9eaec"/>\
      <path d="M84 30l24 24M108 30l-24 24" stroke="#b3261e" stroke-width="5" stroke-linecap="round"/>\
      <text x="96" y="78" font-weight="bold" fill="#b3261e">cannot be read</text>\(lines.joined())</svg>
      """
  }

  /// The words of `text` in lines; what does not fit is left out.
  private static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace).map({ String($0.prefix(width)) }) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else if lines.count == height {
        lines[height - 1] += " …"
        break
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  private static func escaped(_ text: String) -> String {
    // What no XML document may hold, such as control characters in a file's name, is shown as a question mark.
    let plain = String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
    return plain.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
