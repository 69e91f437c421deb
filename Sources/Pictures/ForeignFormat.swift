/// Files often found among pictures that are not supported.
enum ForeignFormat {
  /// A description of the file by its first bytes; nil if they are unknown.
  static func name(of bytes: UnsafeRawBufferPointer) -> String? {
    for (signature, name) in signatures where bytes.starts(with: signature.utf8) { return name }
    for (signature, name) in binarySignatures where bytes.starts(with: signature) { return name }
    if bytes.dropFirst(4).starts(with: "ftyp".utf8) { return "a HEIF or AVIF picture, or a video" }
    return markup(bytes)
  }

  private static let signatures = [
    ("8BPS", "a Photoshop file"),
    ("%PDF", "a PDF file"), ("PK\u{3}\u{4}", "a ZIP archive"), ("P7\n", "a PAM picture"), ("PF\n", "a PFM picture"),
    ("version https://git-lfs", "a Git LFS pointer instead of the file"),
  ]

  private static let binarySignatures: [([UInt8], String)] = [
    ([0x1F, 0x8B], "a gzip file"),
    ([0xFF, 0x0A], "a JPEG XL picture"),
    ([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "a JPEG XL picture"),
    ([0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a JPEG 2000 picture"),
    ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 picture"),
    ([0, 0, 1, 0], "an icon"),
    ([0, 0, 0, 0, 0, 0, 0, 0], "zeros"),
  ]

  /// HTML, SVG and other XML after a byte order mark and white space.
  private static func markup(_ bytes: UnsafeRawBufferPointer) -> String? {
    let text = bytes.prefix(512).drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
    guard text.first == UInt8(ascii: "<") else { return nil }
    let words = String(decoding: text, as: UTF8.self).lowercased()
    if words.hasPrefix("<!doctype html") || words.contains("<html") { return "an HTML page" }
    return words.contains("<svg") ? "an SVG drawing" : "XML or HTML text"
  }
}
