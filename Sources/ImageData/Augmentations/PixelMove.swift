package import Pictures

/// Flips, quarter turns and a crop in one step: the position in a plane of each pixel of the result.
package struct PixelMove: Hashable {
  /// The position of the first pixel of the result.
  private(set) var start: Int
  /// The distance to the next pixel of a row.
  private(set) var step: Int
  /// The distance to the next row.
  private(set) var rowStep: Int
  package private(set) var height: Int
  package private(set) var width: Int

  /// The identity.
  package init(height: Int, width: Int) {
    (start, step, rowStep, self.height, self.width) = (0, 1, width, height, width)
  }

  package mutating func flipLeftRight() {
    start += step * (width - 1)
    step = -step
  }

  package mutating func flipUpDown() {
    start += rowStep * (height - 1)
    rowStep = -rowStep
  }

  /// Turns by quarters, clockwise.
  package mutating func turn(quarters: Int) {
    for _ in 0..<quarters {
      // The new first row is the old first column, upwards.
      let (oldStep, oldRowStep) = (step, rowStep)
      start += oldRowStep * (height - 1)
      (step, rowStep) = (-oldRowStep, oldStep)
      (height, width) = (width, height)
    }
  }

  /// Crops to the window of this size at (`top`, `left`).
  package mutating func keep(top: Int, left: Int, _ size: PixelSize) {
    start += top * rowStep + left * step
    (height, width) = (size.height, size.width)
  }

  /// Whether planes of this size stay unchanged.
  func isIdentity(plane: Int) -> Bool { start == 0 && step == 1 && rowStep == width && height * width == plane }

  /// Writes the moved pixels of planes of `plane` pixels; the two must not overlap.
  package func move<P: Pixel>(
    _ pixels: UnsafePointer<P>, planes: Int, plane: Int, into result: UnsafeMutablePointer<P>
  ) {
    if step == 1 {
      copyRows(pixels, planes: planes, plane: plane, into: result)
    } else if step == -1 {
      reverseRows(pixels, planes: planes, plane: plane, into: result)
    } else {
      var target = result
      for channel in 0..<planes {
        for row in 0..<height {
          let from = pixels + channel * plane + start + row * rowStep
          for column in 0..<width { target[column] = from[column * step] }
          target += width
        }
      }
    }
  }

  private func copyRows<P: Pixel>(
    _ pixels: UnsafePointer<P>, planes: Int, plane: Int, into result: UnsafeMutablePointer<P>
  ) {
    var target = result
    for channel in 0..<planes {
      let from = pixels + channel * plane + start
      if rowStep == width {
        target.update(from: from, count: width * height)
        target += width * height
      } else {
        for row in 0..<height {
          target.update(from: from + row * rowStep, count: width)
          target += width
        }
      }
    }
  }

  private func reverseRows<P: Pixel>(
    _ pixels: UnsafePointer<P>, planes: Int, plane: Int, into result: UnsafeMutablePointer<P>
  ) {
    var target = result
    for channel in 0..<planes {
      for row in 0..<height {
        let last = pixels + channel * plane + start + row * rowStep
        var column = 0
        while P.self == UInt8.self, column + 16 <= width {
          let bytes = UnsafeRawPointer(last - column - 15).loadUnaligned(as: SIMD16<UInt8>.self)
          UnsafeMutableRawPointer(target + column).storeBytes(of: bytes.reversedBytes, as: SIMD16<UInt8>.self)
          column += 16
        }
        while column < width {
          target[column] = last[-column]
          column += 1
        }
        target += width
      }
    }
  }
}

extension SIMD16<UInt8> {
  /// The bytes in reverse order.
  @inline(__always)
  fileprivate var reversedBytes: SIMD16<UInt8> {
    let halves = unsafeBitCast(self, to: SIMD2<UInt64>.self)
    return unsafeBitCast(SIMD2(halves[1].byteSwapped, halves[0].byteSwapped), to: SIMD16<UInt8>.self)
  }
}
