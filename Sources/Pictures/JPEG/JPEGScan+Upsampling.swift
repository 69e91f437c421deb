extension JPEGScan {
  /// A row of a component's samples at the resolution of the picture, as libjpeg makes it (jdsample.c).
  ///
  /// `row` has room for it and may be what is returned. Where `isSmooth`, what lies between samples is three parts of
  /// the nearer and one of the farther; else samples are repeated.
  func row(
    _ y: Int, of component: Int, isSmooth: Bool, _ row: UnsafeMutablePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    let plane = geometry[component]
    let samples = UnsafePointer(planes[component])
    if plane.pixelsAcross == 2 {
      spread(samples + y * plane.stride, count: plane.width, isSmooth: isSmooth && plane.width > 2, into: row)
      return UnsafePointer(row)
    }
    let nearer = samples + y / plane.pixelsDown * plane.stride
    guard plane.pixelsDown == 2, isSmooth else { return nearer }
    let neighbour = min(max(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, 0), plane.height - 1)
    let farther = samples + neighbour * plane.stride
    let bias = 1 + UInt16(y % 2)
    for x in 0..<plane.width {
      row[x] = UInt8(truncatingIfNeeded: (3 * UInt16(nearer[x]) &+ UInt16(farther[x]) &+ bias) &>> 2)
    }
    return UnsafePointer(row)
  }

  /// Makes two pixels of each sample of a row.
  private func spread(
    _ samples: UnsafePointer<UInt8>, count: Int, isSmooth: Bool, into row: UnsafeMutablePointer<UInt8>
  ) {
    for x in 0..<count {
      let sample = UInt16(samples[x])
      // The first and the last sample have no neighbours there.
      let left = isSmooth && x > 0 ? UInt16(samples[x - 1]) : sample
      let right = isSmooth && x < count - 1 ? UInt16(samples[x + 1]) : sample
      row[2 * x] = UInt8(truncatingIfNeeded: (3 * sample &+ left &+ 1) &>> 2)
      row[2 * x + 1] = UInt8(truncatingIfNeeded: (3 * sample &+ right &+ 2) &>> 2)
    }
  }
}
