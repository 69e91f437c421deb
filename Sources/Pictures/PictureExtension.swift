/// The file extensions of pictures, in any letter case.
public enum PictureExtension {
  /// The extensions, without the dot.
  public static let all = [
    "png", "apng", "jpg", "jpeg", "jpe", "jfif", "jif", "jfi", "bmp", "dib", "ppm", "pgm", "pbm", "pnm",
    "webp", "tif", "tiff", "gif",
  ]

  /// Whether `name` ends in a dot and one of them.
  public static func isPicture(_ name: some BidirectionalCollection<UInt8>) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return false }
    let ending = name[name.index(after: dot)...]
    return all.contains { $0.utf8.elementsEqual(ending.lazy.map { $0 | 0x20 }) }
  }
}
