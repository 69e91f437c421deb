/// The distances, in bytes, between the rows, pixels and channels of a picture.
struct PixelLayout {
  let row: Int
  let pixel: Int
  let channel: Int

  /// `[h, w, c]`, as in picture files.
  init(interleaved size: PixelSize, channels: Int) {
    (row, pixel, channel) = (size.width * channels, channels, 1)
  }

  /// `[c, h, w]`, as networks expect images.
  init(planes size: PixelSize) {
    (row, pixel, channel) = (size.width, 1, size.width * size.height)
  }
}
