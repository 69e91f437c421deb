/// The file extensions of pictures, in any letter case.
public enum PictureExtension {
  /// The extensions, without the dot.
  public static let all = [
    "png", "apng", "jpg", "jpeg", "jpe", "jfif", "jif", "jfi", "bmp", "dib", "ppm", "pgm", "pbm", "pnm",
    "webp", "tif", "tiff", "gif",
  ]

  /// The bytes of each extension, at most four, the last one lowest.
  @usableFromInline static let packed = all.map { $0.utf8.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }

  /// Whether `name` ends in a dot and one of them.
  ///
  /// Reads at most five bytes of the name and allocates nothing, so that folders of a million names are listed fast.
  @inlinable
  public static func isPicture(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    var index = name.endIndex
    var ending: UInt32 = 0
    for place in 0..<5 {
      guard index != name.startIndex else { return false }
      name.formIndex(before: &index)
      let byte = name[index]
      if byte == UInt8(ascii: ".") { return index != name.startIndex && packed.contains(ending) }
      guard place < 4 else { return false }
      ending |= UInt32(byte | 0x20) << (8 * UInt32(place))
    }
    return false
  }
}
