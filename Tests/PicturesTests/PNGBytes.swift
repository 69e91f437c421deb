import CZLib

/// The bytes of a PNG file made by hand, for kinds that `Picture` does not write.
struct PNGBytes: Sendable {
  var width: UInt32
  var height: UInt32
  var bitDepth: UInt8 = 8
  /// 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.
  var colourType: UInt8
  var palette: [UInt8] = []
  var paletteAlpha: [UInt8] = []
  /// Chunks before the pixels, and after them.
  var before: [(name: String, data: [UInt8])] = []
  var after: [(name: String, data: [UInt8])] = []
  /// The packed pixels of each row, without the filter byte.
  var rows: [[UInt8]]

  var bytes: [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", word(width) + word(height) + [bitDepth, colourType, 0, 0, 0])
    for (name, data) in before { file += chunk(name, data) }
    if !palette.isEmpty { file += chunk("PLTE", palette) }
    if !paletteAlpha.isEmpty { file += chunk("tRNS", paletteAlpha) }
    file += chunk("IDAT", compressed(rows.flatMap { [0] + $0 }))
    for (name, data) in after { file += chunk(name, data) }
    return file + chunk("IEND", [])
  }

  private func word(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) } }

  private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return word(UInt32(data.count)) + body + word(UInt32(crc32_z(0, body, body.count)))
  }

  private func compressed(_ data: [UInt8]) -> [UInt8] {
    var length = compressBound(UInt(data.count))
    var target = [UInt8](repeating: 0, count: Int(length))
    guard compress(&target, &length, data, UInt(data.count)) == Z_OK else { fatalError("zlib cannot compress") }
    return Array(target[..<Int(length)])
  }
}
