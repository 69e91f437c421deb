internal import CGIF

extension Picture {
  /// Decodes the first picture of a GIF: grey if its colours are, else RGB; transparent pixels become white.
  ///
  /// Pixels beside the picture have the first colour, as in Pillow.
  /// - Throws: ``PictureError``.
  init(gif bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    var input = GIFInput(bytes: bytes)
    self = try withUnsafeMutablePointer(to: &input) { (input) throws(PictureError) in
      var status: CInt = 0
      let opened = DGifOpen(
        input,
        { file, buffer, length in
          guard let file, let buffer, length > 0 else { return 0 }
          let input = file.pointee.UserData.assumingMemoryBound(to: GIFInput.self)
          return input.pointee.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)))
        }, &status)
      guard let file = opened else { throw .corrupt(.gif, place: place, got: GIFLibrary.words(status)) }
      defer { DGifCloseFile(file, nil) }
      return try GIFDecoder(file: file, count: bytes.count, place: place).picture()
    }
  }

  /// The version of giflib, `5.2.1`.
  public static var gifVersion: String { "\(GIFLIB_MAJOR).\(GIFLIB_MINOR).\(GIFLIB_RELEASE)" }
}

/// What reading and writing GIFs share.
enum GIFLibrary {
  /// giflib's message for an error.
  static func words(_ status: CInt) -> String {
    "giflib: " + (GifErrorString(status).map { String(cString: $0) } ?? "error \(status)")
  }
}

/// The bytes of a GIF, read from front to back.
private struct GIFInput {
  let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> CInt {
    let length = min(buffer.count, bytes.count - position)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<(position + length)]))
    position += length
    return CInt(length)
  }
}

/// Reads a GIF up to its first picture.
private struct GIFDecoder {
  let file: UnsafeMutablePointer<GifFileType>
  /// The length of the file in bytes.
  let count: Int
  let place: String

  /// A code of 12 bits stands for at most 4096 pixels.
  private static let pixelsPerByte = 4096

  func picture() throws(PictureError) -> Picture {
    var transparent = -1
    while true {
      var type = UNDEFINED_RECORD_TYPE
      guard DGifGetRecordType(file, &type) == GIF_OK else { throw failure }
      switch type {
      case IMAGE_DESC_RECORD_TYPE: return try picture(transparent: transparent)
      case EXTENSION_RECORD_TYPE: try readExtension(&transparent)
      case TERMINATE_RECORD_TYPE: throw .corrupt(.gif, place: place, got: "no picture")
      default: continue
      }
    }
  }

  private func readExtension(_ transparent: inout Int) throws(PictureError) {
    var code: CInt = 0
    var block: UnsafeMutablePointer<GifByteType>?
    guard DGifGetExtension(file, &code, &block) == GIF_OK else { throw failure }
    while let content = block {
      var control = GraphicsControlBlock()
      // The first byte is the length.
      if code == GRAPHICS_EXT_FUNC_CODE, content[0] >= 4,
        DGifExtensionToGCB(Int(content[0]), content + 1, &control) == GIF_OK
      {
        transparent = Int(control.TransparentColor)
      }
      guard DGifGetExtensionNext(file, &block) == GIF_OK else { throw failure }
    }
  }

  private func picture(transparent: Int) throws(PictureError) -> Picture {
    guard DGifGetImageDesc(file) == GIF_OK else { throw failure }
    let frame = file.pointee.Image
    let own = PixelSize(width: Int(frame.Width), height: Int(frame.Height))
    let size = PixelSize(
      width: file.pointee.SWidth > 0 ? Int(file.pointee.SWidth) : own.width,
      height: file.pointee.SHeight > 0 ? Int(file.pointee.SHeight) : own.height)
    try PictureFormat.gif.check(
      width: own.width, height: own.height, pixelsPerByte: Self.pixelsPerByte, count: count, place: place)
    try PictureFormat.gif.check(
      width: size.width, height: size.height, pixelsPerByte: 1 << 16, count: count, place: place)
    guard let map = (frame.ColorMap ?? file.pointee.SColorMap)?.pointee, let entries = map.Colors else {
      throw .corrupt(.gif, place: place, got: "no colours")
    }
    var colours = (0..<256).map { index -> SIMD3<UInt8> in
      guard index < Int(map.ColorCount) else { return SIMD3() }
      return SIMD3(entries[index].Red, entries[index].Green, entries[index].Blue)
    }
    if (0..<256).contains(transparent) { colours[transparent] = SIMD3(repeating: 255) }
    let isGrey = colours.prefix(Int(map.ColorCount)).allSatisfy { $0.x == $0.y && $0.y == $0.z }
    let indices = try indices(own, isInterlaced: frame.Interlace)
    let beside = UInt8(truncatingIfNeeded: (0..<256).contains(transparent) ? transparent : 0)
    return Picture(
      frame: indices, own, left: Int(frame.Left), top: Int(frame.Top), on: size, beside: beside, colours: colours,
      isGrey: isGrey)
  }

  /// The indices of the picture's colours, row by row from the top.
  private func indices(_ size: PixelSize, isInterlaced: Bool) throws(PictureError) -> [UInt8] {
    var indices = [UInt8](repeating: 0, count: size.width * size.height)
    let passes = isInterlaced ? [(0, 8), (4, 8), (2, 4), (1, 2)] : [(0, 1)]
    for (first, step) in passes {
      for row in stride(from: first, to: size.height, by: step) {
        let isRead = indices.withUnsafeMutableBufferPointer { buffer in
          buffer.baseAddress.map { DGifGetLine(file, $0 + row * size.width, CInt(size.width)) == GIF_OK } ?? false
        }
        guard isRead else { throw failure }
      }
    }
    return indices
  }

  private var failure: PictureError { .corrupt(.gif, place: place, got: GIFLibrary.words(file.pointee.Error)) }
}

extension Picture {
  /// A picture of colour indices at its place on a canvas; what is beyond the canvas is cut off.
  fileprivate init(
    frame: [UInt8], _ own: PixelSize, left: Int, top: Int, on size: PixelSize, beside: UInt8,
    colours: [SIMD3<UInt8>], isGrey: Bool
  ) {
    let channels = isGrey ? 1 : 3
    var pixels = [UInt8](repeating: 0, count: size.width * size.height * channels)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let (column, row) = (x - left, y - top)
        let isInside = column >= 0 && column < own.width && row >= 0 && row < own.height
        let colour = colours[Int(isInside ? frame[row * own.width + column] : beside)]
        for c in 0..<channels { pixels[(y * size.width + x) * channels + c] = colour[c] }
      }
    }
    self.init(width: size.width, height: size.height, colour: isGrey ? .grey : .rgb, bytes: pixels)
  }
}
