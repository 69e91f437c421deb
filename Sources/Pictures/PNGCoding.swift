internal import CPNG

extension Picture {
  /// Decodes any kind of PNG as 8 bits, grey or RGB, and turns it upright; transparent pixels become white.
  ///
  /// The samples are those stored, whatever the file says of their gamma and colour space, as in Pillow and OpenCV.
  /// - Throws: ``PictureError``.
  init(png bytes: UnsafeRawBufferPointer, range: ValueRange? = nil, place: String) throws(PictureError) {
    let chunks = PNGChunks(bytes)
    guard !chunks.isApples else {
      throw .unsupported(.png, place: place, expected: "a PNG as the standard has it", got: "Apple's variant, CgBI")
    }
    self = try chunks.withoutLight(bytes) { (bytes) throws(PictureError) in
      try Picture(upright: bytes, range: range, place: place)
    }.turned(chunks.orientation)
  }

  /// Decodes a PNG without chunks about the light of its samples, not turned.
  private init(upright bytes: UnsafeRawBufferPointer, range: ValueRange?, place: String) throws(PictureError) {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    // The image refers to the encoded bytes until it is finished.
    guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
      throw .corrupt(.png, place: place, got: image.words)
    }
    // A pixel takes at least one bit, and a byte of a deflate stream becomes at most 1032 bytes.
    let width = Int(image.width)
    let height = Int(image.height)
    try PictureFormat.png.check(
      width: width, height: height, pixelsPerByte: 8 * 1032, count: bytes.count, place: place)
    if let range, image.format & UInt32(PNG_FORMAT_FLAG_LINEAR) != 0 {
      self = try Self.wide(&image, range, place: place)
      return
    }
    // Without this flag libpng treats 16-bit samples without a gamma chunk as linear light, unlike other readers.
    image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let colour: Colour = image.format & UInt32(PNG_FORMAT_FLAG_COLOR) == 0 ? .grey : .rgb
    let alpha = image.format & UInt32(PNG_FORMAT_FLAG_ALPHA)
    image.format = (colour == .grey ? UInt32(PNG_FORMAT_GRAY) : UInt32(PNG_FORMAT_FLAG_COLOR)) | alpha
    let channels = colour.channels + (alpha == 0 ? 0 : 1)
    var pixels = [UInt8](repeating: 0, count: width * height * channels)
    guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else {
      throw .corrupt(.png, place: place, got: image.words)
    }
    if alpha != 0 { pixels = Self.onWhite(pixels, channels: colour.channels) }
    if let levels = range?.levels { for i in pixels.indices { pixels[i] = levels[Int(pixels[i])] } }
    self.init(width: width, height: height, colour: colour, bytes: pixels)
  }

  /// The samples of 16 bits as levels of a range; opacity is ignored.
  private static func wide(
    _ image: inout png_image, _ range: ValueRange, place: String
  ) throws(PictureError) -> Picture {
    let colour: Colour = image.format & UInt32(PNG_FORMAT_FLAG_COLOR) == 0 ? .grey : .rgb
    let size = PixelSize(width: Int(image.width), height: Int(image.height))
    guard image.format & UInt32(PNG_FORMAT_FLAG_ALPHA) == 0 else {
      throw .unsupported(
        .png, place: place, expected: "16 bits without transparency, if a range is stated", got: "transparency")
    }
    // Linear light to linear light: the samples as they are.
    image.format = UInt32(PNG_FORMAT_FLAG_LINEAR) | (colour == .grey ? 0 : UInt32(PNG_FORMAT_FLAG_COLOR))
    var samples = [UInt16](repeating: 0, count: size.width * size.height * colour.channels)
    guard png_image_finish_read(&image, nil, &samples, 0, nil) != 0 else {
      throw .corrupt(.png, place: place, got: image.words)
    }
    return Picture(
      width: size.width, height: size.height, colour: colour, bytes: samples.map { range.level(Double($0)) })
  }

  /// Blends pixels of `channels` channels and an opacity with white: c a + 255 (1 - a) of the stored levels.
  ///
  /// DIGITS does the same with Pillow. libpng would blend linear light, which gives brighter levels.
  static func onWhite(_ pixels: [UInt8], channels: Int) -> [UInt8] {
    var mixed = [UInt8](repeating: 0, count: pixels.count / (channels + 1) * channels)
    for pixel in 0..<pixels.count / (channels + 1) {
      let from = pixel * (channels + 1)
      let opacity = Int(pixels[from + channels])
      for channel in 0..<channels {
        let level = Int(pixels[from + channel]) * opacity + 255 * (255 - opacity)
        mixed[pixel * channels + channel] = UInt8((level + 127) / 255)
      }
    }
    return mixed
  }

  /// The version of libpng.
  public static var libpngVersion: String { PNG_LIBPNG_VER_STRING }

  /// Encodes the picture as a PNG of 8 bits: grey, RGB, or indexed where a palette of at most 256 colours saves bytes.
  ///
  /// - Throws: ``PictureError`` when libpng cannot encode it.
  public func png() throws(PictureError) -> [UInt8] {
    if let palette = ColourPalette(of: self) {
      return try Self.png(
        palette.indices, width: width, height: height, format: UInt32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_COLORMAP),
        palette: palette.colours)
    }
    let format = colour == .grey ? UInt32(PNG_FORMAT_GRAY) : UInt32(PNG_FORMAT_FLAG_COLOR)
    return try Self.png(bytes, width: width, height: height, format: format)
  }

  private static func png(
    _ samples: [UInt8], width: Int, height: Int, format: UInt32, palette: [UInt8] = []
  ) throws(PictureError) -> [UInt8] {
    // An incompressible picture grows little; if it grows more, libpng reports the required length.
    var length = samples.count + samples.count / 64 + height + palette.count + 4096
    for _ in 0..<2 {
      var image = png_image()
      image.version = UInt32(PNG_IMAGE_VERSION)
      image.width = UInt32(width)
      image.height = UInt32(height)
      image.format = format
      image.colormap_entries = UInt32(palette.count / 3)
      defer { png_image_free(&image) }
      let room = length
      let encoded = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        let succeeded =
          png_image_write_to_memory(
            &image, buffer.baseAddress, &length, 0, samples, 0, palette.isEmpty ? nil : palette) != 0
        count = succeeded ? length : 0
      }
      if !encoded.isEmpty { return encoded }
      guard length > room else { throw .notEncoded(.png, got: image.words) }
    }
    throw .notEncoded(.png, got: "a length that changes")
  }
}

extension png_image {
  /// The last message of libpng.
  fileprivate var words: String {
    let words = withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return "libpng: \(words)"
  }
}
