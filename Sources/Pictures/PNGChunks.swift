/// The chunks of a PNG that say how it is shown; PNG, third edition, 5.3.
struct PNGChunks {
  /// The orientation in the chunk `eXIf`.
  private(set) var orientation = PictureOrientation.upright
  /// The chunks that describe the light of the samples: gAMA, cHRM, iCCP, sRGB, cICP.
  private var light: [Range<Int>] = []
  /// Whether Apple's tools have changed the file to a form of their own.
  private(set) var isApples = false

  private static let signatureBytes = 8

  /// Walks the chunks of `bytes` up to the first that is cut short.
  init(_ bytes: UnsafeRawBufferPointer) {
    var position = Self.signatureBytes
    var hasPixels = false
    while let length = bytes.unsigned(UInt32.self, at: position, bigEndian: true),
      let name = bytes.unsigned(UInt32.self, at: position + 4, bigEndian: true),
      length <= bytes.count - position - 12
    {
      let end = position + 12 + length
      switch name {
      case Self.word("IDAT"): hasPixels = true
      case Self.word("IEND"): return
      case Self.word("CgBI"): isApples = true
      case Self.word("eXIf"):
        let content = UnsafeRawBufferPointer(rebasing: bytes[(position + 8)..<(position + 8 + length)])
        if let found = PictureOrientation(tiff: content) { orientation = found }
      case _ where !hasPixels && Self.lightNames.contains(name): light.append(position..<end)
      default: break
      }
      position = end
    }
  }

  /// Calls `body` with the PNG as if nothing were known of the light of its samples.
  func withoutLight<R>(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(PictureError) -> R
  ) throws(PictureError) -> R {
    guard !light.isEmpty else { return try body(bytes) }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var position = 0
    for chunk in light {
      kept += bytes[position..<chunk.lowerBound]
      position = chunk.upperBound
    }
    kept += bytes[position...]
    return try kept.withUnsafeBufferPointer { (kept) throws(PictureError) in try body(UnsafeRawBufferPointer(kept)) }
  }

  private static let lightNames = ["gAMA", "cHRM", "iCCP", "sRGB", "cICP"].map(word)

  private static func word(_ name: String) -> Int { name.utf8.reduce(0) { $0 << 8 | Int($1) } }
}
