package import ImageShapes
package import Pictures

/// Pictures of one size side by side.
package enum FilmStrip {
  /// The strip of the images `[n, c, h, w]`, from 0 for black to 1 for white; other values are clamped, NaN is black.
  package static func picture(_ pixels: [Float], shape: ImageShape) throws -> Picture {
    try picture(PictureGrid.pictures(pixels, shape: shape))
  }

  /// The strip of `pictures`, at least one.
  package static func picture(_ pictures: [Picture]) throws -> Picture {
    try PictureGrid(padding: 0, magnification: 1).composed(rows: [pictures])
  }

  /// The pictures of a strip, each `width` pixels wide; what is left over is dropped.
  package static func pictures(of strip: Picture, width: Int) -> [Picture] {
    let (row, channels) = (strip.width * strip.channels, strip.channels)
    return (0..<strip.width / width).map { place in
      let bytes = (0..<strip.height).flatMap { y in
        let start = y * row + place * width * channels
        return strip.bytes[start..<start + width * channels]
      }
      return Picture(width: width, height: strip.height, colour: strip.colour, bytes: bytes)
    }
  }
}
