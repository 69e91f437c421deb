import Foundation

/// The header of a file in a tar archive (POSIX ustar).
struct TarHeader {
  let bytes: [UInt8]

  /// The header of the file `name` with `size` bytes, changed at `time`.
  init(name: String, size: Int, time: Date = Date()) {
    var head = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at start: Int, _ length: Int) {
      for (place, byte) in text.utf8.prefix(length).enumerated() { head[start + place] = byte }
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    // The name may be cut between folders into two fields.
    let parts = Self.split(name)
    put(parts.name, at: 0, 100)
    put("0000644", at: 100, 7)
    put("0000000", at: 108, 7)
    put("0000000", at: 116, 7)
    put(octal(size, 11), at: 124, 11)
    put(octal(max(0, Int(time.timeIntervalSince1970)), 11), at: 136, 11)
    put("        ", at: 148, 8)
    put("0", at: 156, 1)
    put("ustar", at: 257, 5)
    put("00", at: 263, 2)
    put(parts.prefix, at: 345, 155)
    put(octal(head.reduce(0) { $0 + Int($1) }, 6), at: 148, 6)
    (head[154], head[155]) = (0, UInt8(ascii: " "))
    bytes = head
  }

  private static func split(_ name: String) -> (prefix: String, name: String) {
    guard name.utf8.count > 100, let slash = name.lastIndex(of: "/") else { return ("", name) }
    return (String(name[..<slash]), String(name[name.index(after: slash)...]))
  }
}
