import Randomness

/// The geometry of resizing a picture: scaled, cropped and padded with noise; all in pixels.
///
/// Sizes and offsets are those of DIGITS, `digits/utils/image.py`: halves are rounded up, and padding is the same on both
/// sides.
package struct PictureFit: Hashable {
  /// One axis.
  package struct Axis: Hashable {
    /// The size of the whole picture, scaled.
    package let scaled: Int
    /// The first scaled pixel inside the crop.
    package let cut: Int
    /// The position of that pixel in the result.
    package let place: Int
    /// The number of pixels inside the crop.
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
  private let filter: ResizeFilter
  /// The size of the picture that is resized.
  let old: PixelSize

  package init(from old: PixelSize, to size: PixelSize, mode: ResizeMode, filter: ResizeFilter = .area) {
    (self.size, self.filter, self.old) = (size, filter, old)
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
      // The axis that determines the ratio keeps its size exactly.
      if ratio != across { width = max(Int((Double(old.width) / ratio).rounded()), 1) }
      if ratio != down { height = max(Int((Double(old.height) / ratio).rounded()), 1) }
      // The padding is even.
      if mode != .crop, across > down, (size.height - height) % 2 == 1 { height += 1 }
      if mode != .crop, across < down, (size.width - width) % 2 == 1 { width += 1 }
    }
    columns = Axis(scaled: width, to: size.width)
    rows = Axis(scaled: height, to: size.height)
  }

  /// The size of the whole picture, scaled.
  private var scaled: PixelSize { PixelSize(width: columns.scaled, height: rows.scaled) }

  /// The size at which the picture is needed.
  ///
  /// The mean over an area hardly depends on how the pixels within it were made, if there are four of them or more. The
  /// other filters do.
  var demand: PictureDemand {
    let double = PixelSize(width: 2 * scaled.width, height: 2 * scaled.height)
    // 1/8, 1/4 and 1/2 are nearer to the mean over the area than the fractions between them, and faster.
    return PictureDemand(enough: filter == .area ? double : nil, least: scaled, eighths: [1, 2, 4])
  }

  /// Writes the fitted picture, padded with noise.
  ///
  /// `scale` is the size of the picture as a share of the size that the fit was made for, along both axes.
  func write(
    _ picture: Picture, scale: Double = 1, noise: Philox, into target: UnsafeMutablePointer<UInt8>, layout: PixelLayout
  ) {
    if columns.shown < size.width || rows.shown < size.height {
      fillWithNoise(noise, channels: picture.channels, target, layout)
    }
    picture.resample(
      columns: AxisResampling(
        from: picture.width, extent: Double(old.width) * scale, to: columns.scaled, first: columns.cut,
        count: columns.shown, filter: filter),
      rows: AxisResampling(
        from: picture.height, extent: Double(old.height) * scale, to: rows.scaled, first: rows.cut, count: rows.shown,
        filter: filter),
      into: target + rows.place * layout.row + columns.place * layout.pixel, layout: layout)
  }

  /// Fills the padding with noise; each byte depends on the pixel's position and channel only.
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
