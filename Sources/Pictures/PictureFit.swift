import Randomness

/// Where a picture goes when it is brought to a size: scaled, cut, and set among noise; all in pixels.
///
/// Sizes and offsets are those of DIGITS, `digits/utils/image.py`: halves are rounded up, and what is filled is evenly
/// parted to both sides.
package struct PictureFit: Hashable {
  /// One axis.
  package struct Axis: Hashable {
    /// The whole picture, scaled.
    package let scaled: Int
    /// The first pixel of it that is shown.
    package let cut: Int
    /// Where that one goes.
    package let place: Int
    /// How many are shown.
    package let shown: Int

    init(scaled: Int, to wanted: Int) {
      self.scaled = scaled
      shown = min(scaled, wanted)
      cut = (scaled - shown + 1) / 2
      place = (wanted - shown) / 2
    }
  }

  package let size: PixelSize
  package let columns: Axis
  package let rows: Axis

  package init(from old: PixelSize, to size: PixelSize, mode: ResizeMode) {
    self.size = size
    let across = Double(old.width) / Double(size.width)
    let down = Double(old.height) / Double(size.height)
    let ratio =
      switch mode {
      case .squash: 0.0
      case .crop: min(across, down)
      case .fill: max(across, down)
      case .halfCrop: (across + down) / 2
      }
    var width = size.width
    var height = size.height
    if mode != .squash, across != down {
      // The axis that the ratio is taken from keeps its size exactly.
      if ratio != across { width = max(Int((Double(old.width) / ratio).rounded()), 1) }
      if ratio != down { height = max(Int((Double(old.height) / ratio).rounded()), 1) }
      // What is left to be filled is even.
      if mode != .crop, across > down, (size.height - height) % 2 == 1 { height += 1 }
      if mode != .crop, across < down, (size.width - width) % 2 == 1 { width += 1 }
    }
    columns = Axis(scaled: width, to: size.width)
    rows = Axis(scaled: height, to: size.height)
  }

  /// The size of the whole picture, scaled.
  var scaled: PixelSize { PixelSize(width: columns.scaled, height: rows.scaled) }

  /// Writes `picture` so fitted, and noise about it where it does not fill the size.
  func write(_ picture: Picture, noise: Philox, into target: UnsafeMutablePointer<UInt8>, layout: PixelLayout) {
    if columns.shown < size.width || rows.shown < size.height {
      fillWithNoise(noise, channels: picture.channels, target, layout)
    }
    picture.resample(
      columns: AxisResampling(from: picture.width, to: columns.scaled, first: columns.cut, count: columns.shown),
      rows: AxisResampling(from: picture.height, to: rows.scaled, first: rows.cut, count: rows.shown),
      into: target + rows.place * layout.row + columns.place * layout.pixel, layout: layout)
  }

  /// Draws every byte of the part that the picture leaves free; a pixel's place and channel decide, not the order.
  private func fillWithNoise(
    _ noise: Philox, channels: Int, _ target: UnsafeMutablePointer<UInt8>, _ layout: PixelLayout
  ) {
    let picture = columns.place..<(columns.place + columns.shown)
    for y in 0..<size.height {
      let isBeside = (rows.place..<(rows.place + rows.shown)).contains(y)
      for x in 0..<size.width where !(isBeside && picture.contains(x)) {
        let words = noise.bits(element: UInt32(truncatingIfNeeded: y * size.width + x))
        let pixel = target + y * layout.row + x * layout.pixel
        for c in 0..<channels { pixel[c * layout.channel] = UInt8(truncatingIfNeeded: words[c] >> 24) }
      }
    }
  }
}
