extension PictureFit {
  /// The part of the original picture that a window of the fitted one shows, at the original's scale: without padding, and
  /// without what was cropped off.
  ///
  /// `window` is as large as the window; `left` and `top` are its place in the fitted picture. A window of padding alone is
  /// returned as it is.
  package func undone(_ window: Picture, left: Int, top: Int) -> Picture {
    let across = columns.part(from: left, count: window.width, of: old.width)
    let down = rows.part(from: top, count: window.height, of: old.height)
    guard let across, let down else { return window }
    var bytes: [UInt8] = []
    for row in down.window {
      let start = (row * window.width + across.window.lowerBound) * window.channels
      bytes += window.bytes[start..<start + across.window.count * window.channels]
    }
    return Picture(width: across.window.count, height: down.window.count, colour: window.colour, bytes: bytes)
      .resized(width: across.original, height: down.original, filter: .bilinear)
  }
}

extension PictureFit.Axis {
  /// Of `count` pixels from `first` of the fitted picture, those of the original picture, and how many pixels these were
  /// there; nil where all are padding.
  fileprivate func part(from first: Int, count: Int, of old: Int) -> (window: Range<Int>, original: Int)? {
    let low = max(first, place)
    let high = min(first + count, place + shown)
    guard low < high else { return nil }
    let ratio = Double(old) / Double(scaled)
    let original = max(Int((Double(high - low) * ratio).rounded()), 1)
    return (low - first..<high - first, min(original, old))
  }
}
