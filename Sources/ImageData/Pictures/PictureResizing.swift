internal import Diagnostics

extension Picture {
  /// The picture at another size: bilinear where an axis grows, the mean over the area where it shrinks.
  ///
  /// Pixels are taken as they are stored, without regard to gamma; proportions are not kept.
  public func resized(width newWidth: Int, height newHeight: Int) -> Picture {
    require(newWidth > 0 && newHeight > 0, "a picture cannot be \(newWidth) x \(newHeight)")
    if newWidth == width, newHeight == height { return self }
    let columns = AxisResampling(from: width, to: newWidth)
    let rows = AxisResampling(from: height, to: newHeight)
    // [height, newWidth, c], then [newHeight, newWidth, c].
    var narrow = [Float](repeating: 0, count: height * newWidth * channels)
    for y in 0..<height {
      for x in 0..<newWidth {
        for tap in columns.taps[x] {
          let old = (y * width + tap.index) * channels
          let new = (y * newWidth + x) * channels
          for c in 0..<channels { narrow[new + c] += tap.weight * Float(bytes[old + c]) }
        }
      }
    }
    let rowLength = newWidth * channels
    var resized = [UInt8](repeating: 0, count: newHeight * rowLength)
    for y in 0..<newHeight {
      for at in 0..<rowLength {
        var sum: Float = 0
        for tap in rows.taps[y] { sum += tap.weight * narrow[tap.index * rowLength + at] }
        resized[y * rowLength + at] = UInt8(min(max(sum.rounded(), 0), 255))
      }
    }
    return Picture(width: newWidth, height: newHeight, colour: colour, bytes: resized)
  }
}

/// How each pixel along one axis of the new picture is weighed together from pixels of the old.
private struct AxisResampling {
  struct Tap {
    let index: Int
    let weight: Float
  }

  /// The old pixels that make each new one.
  let taps: [[Tap]]

  init(from old: Int, to new: Int) {
    let step = Double(old) / Double(new)
    taps = (0..<new).map { position in
      if new >= old {
        // The new pixel's centre lies between the centres of two old ones.
        let centre = min(max((Double(position) + 0.5) * step - 0.5, 0), Double(old - 1))
        let left = Int(centre)
        let share = Float(centre - Double(left))
        let first = Tap(index: left, weight: 1 - share)
        return share == 0 ? [first] : [first, Tap(index: left + 1, weight: share)]
      }
      // The new pixel covers the old ones from `start` to `end`, the outer two in part.
      let start = Double(position) * step
      let end = min(Double(position + 1) * step, Double(old))
      return (Int(start)..<min(Int(end.rounded(.up)), old)).compactMap { index in
        let covered = min(Double(index + 1), end) - max(Double(index), start)
        return covered > 0 ? Tap(index: index, weight: Float(covered / step)) : nil
      }
    }
  }
}
