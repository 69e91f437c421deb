internal import CWebP

extension Picture {
  /// Decodes a WebP as RGB, the first picture of an animation, and turns it upright; transparent pixels become white.
  ///
  /// - Throws: ``PictureError``.
  init(webp bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    let header = try WebPHeader(bytes, place: place)
    let size = header.size
    try PictureFormat.webp.check(
      width: size.width, height: size.height, pixelsPerByte: 1 << 16, count: bytes.count, place: place)
    let picture =
      header.isAnimated
      ? try Picture(firstFrameOf: bytes, size, place: place)
      : try Picture(stillWebP: bytes, size, hasAlpha: header.hasAlpha, place: place)
    self = picture.turned(header.orientation)
  }

  private init(
    stillWebP bytes: UnsafeRawBufferPointer, _ size: PixelSize, hasAlpha: Bool, place: String
  ) throws(PictureError) {
    let channels = hasAlpha ? 4 : 3
    let stride = size.width * channels
    var pixels = [UInt8](repeating: 0, count: stride * size.height)
    let base = bytes.bindMemory(to: UInt8.self).baseAddress
    let decoded =
      hasAlpha
      ? WebPDecodeRGBAInto(base, bytes.count, &pixels, pixels.count, CInt(stride))
      : WebPDecodeRGBInto(base, bytes.count, &pixels, pixels.count, CInt(stride))
    guard decoded != nil else {
      throw .corrupt(.webp, place: place, got: "pixels that libwebp cannot decode")
    }
    if hasAlpha { pixels = Self.onWhite(pixels, channels: 3) }
    self.init(width: size.width, height: size.height, colour: .rgb, bytes: pixels)
  }

  /// The first frame at its place on a white canvas.
  private init(firstFrameOf bytes: UnsafeRawBufferPointer, _ size: PixelSize, place: String) throws(PictureError) {
    var data = WebPData(bytes: bytes.bindMemory(to: UInt8.self).baseAddress, size: bytes.count)
    guard let demuxer = WebPDemux(&data) else {
      throw .corrupt(.webp, place: place, got: "an animation that libwebp cannot take apart")
    }
    defer { WebPDemuxDelete(demuxer) }
    var frame = WebPIterator()
    guard WebPDemuxGetFrame(demuxer, 1, &frame) != 0 else {
      throw .corrupt(.webp, place: place, got: "an animation without a picture")
    }
    defer { WebPDemuxReleaseIterator(&frame) }
    let (left, top) = (Int(frame.x_offset), Int(frame.y_offset))
    let own = PixelSize(width: Int(frame.width), height: Int(frame.height))
    guard own.width > 0, own.height > 0, left >= 0, top >= 0, left + own.width <= size.width,
      top + own.height <= size.height
    else { throw .corrupt(.webp, place: place, got: "a picture beyond the canvas") }
    let fragment = UnsafeRawBufferPointer(start: frame.fragment.bytes, count: frame.fragment.size)
    var features = WebPBitstreamFeatures()
    guard WebPGetFeatures(frame.fragment.bytes, frame.fragment.size, &features) == VP8_STATUS_OK,
      Int(features.width) == own.width, Int(features.height) == own.height
    else { throw .corrupt(.webp, place: place, got: "a picture of another size than the animation says") }
    let picture = try Picture(stillWebP: fragment, own, hasAlpha: features.has_alpha != 0, place: place)
    if own == size {
      self = picture
      return
    }
    var canvas = [UInt8](repeating: 255, count: size.width * size.height * 3)
    for row in 0..<own.height {
      let to = ((top + row) * size.width + left) * 3
      canvas.replaceSubrange(
        to..<(to + own.width * 3), with: picture.bytes[(row * own.width * 3)..<((row + 1) * own.width * 3)])
    }
    self.init(width: size.width, height: size.height, colour: .rgb, bytes: canvas)
  }

  /// The version of libwebp, `1.2.4`.
  public static var webPVersion: String {
    let version = WebPGetDecoderVersion()
    return "\(version >> 16).\(version >> 8 & 255).\(version & 255)"
  }
}

/// The header of a WebP, and the orientation in its EXIF chunk.
struct WebPHeader {
  let hasAlpha: Bool
  let isAnimated: Bool
  let orientation: PictureOrientation
  /// The size as it is stored.
  let size: PixelSize

  init(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    var features = WebPBitstreamFeatures()
    let status = WebPGetFeatures(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &features)
    guard status == VP8_STATUS_OK else {
      throw .corrupt(
        .webp, place: place, got: status == VP8_STATUS_NOT_ENOUGH_DATA ? "the end of the file" : "another header")
    }
    hasAlpha = features.has_alpha != 0
    isAnimated = features.has_animation != 0
    size = PixelSize(width: Int(features.width), height: Int(features.height))
    orientation = Self.orientation(bytes) ?? .upright
  }

  /// The size of the picture, upright.
  var uprightSize: PixelSize {
    orientation.swapsAxes ? PixelSize(width: size.height, height: size.width) : size
  }

  private static func orientation(_ bytes: UnsafeRawBufferPointer) -> PictureOrientation? {
    var position = 12
    while let length = bytes.unsigned(UInt32.self, at: position + 4), length <= bytes.count - position - 8 {
      let content = UnsafeRawBufferPointer(rebasing: bytes[(position + 8)..<(position + 8 + length)])
      if bytes[position..<(position + 4)].elementsEqual("EXIF".utf8) {
        return PictureOrientation(exif: content) ?? PictureOrientation(tiff: content)
      }
      position += 8 + length + length % 2
    }
    return nil
  }
}
