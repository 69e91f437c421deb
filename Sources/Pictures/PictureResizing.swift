internal import Diagnostics

extension Picture {
  /// Resizes the picture: bilinear along an axis that grows, by the filter along an axis that shrinks.
  ///
  /// Ignores gamma and proportions.
  public func resized(width newWidth: Int, height newHeight: Int, filter: ResizeFilter = .area) -> Picture {
    require(newWidth > 0 && newHeight > 0, "expected a size of at least 1 x 1, got \(newWidth) x \(newHeight)")
    if newWidth == width, newHeight == height { return self }
    return written(PixelSize(width: newWidth, height: newHeight)) { target, layout in
      resample(
        columns: AxisResampling(from: width, to: newWidth, first: 0, count: newWidth, filter: filter),
        rows: AxisResampling(from: height, to: newHeight, first: 0, count: newHeight, filter: filter), into: target,
        layout: layout)
    }
  }

  /// Writes the resampled pixels: for each new row, a weighted sum of old rows, then of columns.
  func resample(
    columns: AxisResampling, rows: AxisResampling, into target: UnsafeMutablePointer<UInt8>, layout: PixelLayout
  ) {
    let left = columns.range.lowerBound
    let length = columns.range.count * channels
    // A vector of four numbers is loaded for each pixel of three, the last one included.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: length + 1) { row in
      row.initialize(repeating: 0)
      for y in 0..<rows.count {
        bytes.withUnsafeBufferPointer { bytes in
          for (tap, weight) in rows.weights[rows.offsets[y]..<rows.offsets[y + 1]].enumerated() {
            let start = ((rows.starts[y] + tap) * width + left) * channels
            let old = UnsafeBufferPointer(rebasing: bytes[start..<(start + length)])
            if tap == 0 { row.assign(old, times: weight) } else { row.add(old, times: weight) }
          }
        }
        let sums = UnsafeBufferPointer(rebasing: row[...])
        if colour == .grey {
          columns.weighGrey(sums, into: target + y * layout.row, layout)
        } else {
          columns.weighRGB(sums, into: target + y * layout.row, layout)
        }
      }
    }
  }
}

extension UnsafeMutableBufferPointer<Float> {
  fileprivate func assign(_ row: UnsafeBufferPointer<UInt8>, times weight: Float) {
    for i in row.indices { self[i] = weight * Float(row[i]) }
  }

  fileprivate func add(_ row: UnsafeBufferPointer<UInt8>, times weight: Float) {
    for i in row.indices { self[i] += weight * Float(row[i]) }
  }
}

extension AxisResampling {
  /// Writes a row of grey pixels, each a weighted sum of the row's numbers.
  fileprivate func weighGrey(
    _ row: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<UInt8>, _ layout: PixelLayout
  ) {
    forEachPixel { x, start, weights in
      var sum: Float = 0
      for tap in weights.indices { sum += weights[tap] * row[start + tap] }
      target[x * layout.pixel] = UInt8(level: sum)
    }
  }

  /// Writes a row of RGB pixels, each a weighted sum of the row's pixels; one more number must follow the row.
  fileprivate func weighRGB(
    _ row: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<UInt8>, _ layout: PixelLayout
  ) {
    let numbers = UnsafeRawBufferPointer(row)
    let pixelBytes = 3 * MemoryLayout<Float>.size
    forEachPixel { x, start, weights in
      var sum = SIMD4<Float>()
      for tap in weights.indices {
        sum += weights[tap] * numbers.loadUnaligned(fromByteOffset: (start + tap) * pixelBytes, as: SIMD4<Float>.self)
      }
      let pixel = target + x * layout.pixel
      for c in 0..<3 { pixel[c * layout.channel] = UInt8(level: sum[c]) }
    }
  }

  /// Calls `body` with each new pixel, the index of its first old pixel within the range, and the weights.
  @inline(__always)
  private func forEachPixel(_ body: (Int, Int, UnsafeBufferPointer<Float>) -> Void) {
    weights.withUnsafeBufferPointer { weights in
      for x in 0..<count {
        body(x, starts[x] - range.lowerBound, UnsafeBufferPointer(rebasing: weights[offsets[x]..<offsets[x + 1]]))
      }
    }
  }
}

extension UInt8 {
  /// The byte nearest to a non-negative mean of bytes.
  fileprivate init(level: Float) { self.init(truncatingIfNeeded: Int32(Swift.min(level + 0.5, 255))) }
}
