internal import CGIF
import Files

extension GIFAnimation {
  /// Encodes the animation as a GIF.
  ///
  /// - Throws: ``PictureError`` when giflib cannot encode it.
  public func gif() throws(PictureError) -> [UInt8] {
    var bytes: [UInt8] = []
    try withUnsafeMutablePointer(to: &bytes) { (bytes) throws(PictureError) in
      var status: CInt = 0
      let opened = EGifOpen(
        bytes,
        { file, buffer, length in
          guard let file, let buffer else { return 0 }
          file.pointee.UserData.assumingMemoryBound(to: [UInt8].self).pointee
            .append(contentsOf: UnsafeBufferPointer(start: buffer, count: Int(length)))
          return length
        }, &status)
      guard let file = opened else { throw .notEncoded(.gif, got: GIFLibrary.words(status)) }
      // giflib writes the end of a GIF when it is closed.
      defer { EGifCloseFile(file, nil) }
      try GIFEncoder(file: file).write(self)
    }
    return bytes
  }

  /// Writes the animation to the file at `path`, whole or not at all.
  ///
  /// - Throws: `AtomicFileError`, ``PictureError``.
  public func write(to path: String) throws {
    try gif().withUnsafeBytes { try AtomicFile.write([$0], to: path) }
  }
}

/// Writes a GIF from front to back.
private struct GIFEncoder {
  let file: UnsafeMutablePointer<GifFileType>

  private static let paletteSize = 256
  private static let paletteBits: CInt = 8

  func write(_ animation: GIFAnimation) throws(PictureError) {
    let palette = GIFPalette(of: animation.frames)
    try writeScreen(animation.frames[0], palette)
    try writeLoop()
    for (place, frame) in animation.frames.enumerated() {
      let isLast = place == animation.frames.count - 1
      try write(frame, palette, delay: isLast ? animation.lastDelay : animation.delay)
    }
  }

  /// Writes the size of the pictures and their palette.
  private func writeScreen(_ picture: Picture, _ palette: GIFPalette) throws(PictureError) {
    guard let map = GifMakeMapObject(CInt(Self.paletteSize), nil) else {
      throw .notEncoded(.gif, got: GIFLibrary.words(E_GIF_ERR_NOT_ENOUGH_MEM))
    }
    defer { GifFreeMapObject(map) }
    for (place, colour) in palette.colours.enumerated() {
      map.pointee.Colors[place] = GifColorType(Red: colour.x, Green: colour.y, Blue: colour.z)
    }
    EGifSetGifVersion(file, true)
    try check(EGifPutScreenDesc(file, CInt(picture.width), CInt(picture.height), Self.paletteBits, 0, map))
  }

  /// Writes the extension by which browsers repeat the animation for ever.
  private func writeLoop() throws(PictureError) {
    let name = Array("NETSCAPE2.0".utf8)
    // Block 1 of the extension: the number of repetitions, 0 for no end.
    let repetitions: [UInt8] = [1, 0, 0]
    try check(EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
    try check(EGifPutExtensionBlock(file, CInt(name.count), name))
    try check(EGifPutExtensionBlock(file, CInt(repetitions.count), repetitions))
    try check(EGifPutExtensionTrailer(file))
  }

  private func write(_ picture: Picture, _ palette: GIFPalette, delay: Int) throws(PictureError) {
    var control = GraphicsControlBlock(
      DisposalMode: DISPOSAL_UNSPECIFIED, UserInputFlag: false, DelayTime: CInt(min(max(delay, 0), 65_535)),
      TransparentColor: NO_TRANSPARENT_COLOR)
    var block = [UInt8](repeating: 0, count: 4)
    let length = EGifGCBToExtension(&control, &block)
    try check(EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, CInt(length), block))
    try check(EGifPutImageDesc(file, 0, 0, CInt(picture.width), CInt(picture.height), false, nil))
    var indices = palette.indices(of: picture)
    for row in 0..<picture.height {
      let first = row * picture.width
      let status = indices.withUnsafeMutableBufferPointer { pixels in
        pixels.baseAddress.map { EGifPutLine(file, $0 + first, CInt(picture.width)) } ?? GIF_ERROR
      }
      try check(status)
    }
  }

  private func check(_ status: CInt) throws(PictureError) {
    guard status == GIF_OK else { throw .notEncoded(.gif, got: GIFLibrary.words(file.pointee.Error)) }
  }
}
