extension BaselineJPEG {
  /// The pixels of the JPEG `bytes` at a fraction of its size, grey or RGB, byte for byte as libjpeg makes them; nil
  /// where libjpeg is to judge, and for other fractions than 1/8, 1/4 and 1/2.
  static func pixels(_ bytes: UnsafeRawBufferPointer, size: PixelSize) -> [UInt8]? {
    guard let jpeg = BaselineJPEG(bytes), let eighths = jpeg.eighths(size) else { return nil }
    return jpeg.pixels(bytes, eighths: eighths)
  }

  /// The greatest fraction that makes `size` of the picture's, as libjpeg takes it; very small ones have several.
  private func eighths(_ size: PixelSize) -> Int? {
    (1...8).last { (width * $0 + 7) / 8 == size.width && (height * $0 + 7) / 8 == size.height }
  }

  /// The pixels at `eighths` of the size.
  private func pixels(_ bytes: UnsafeRawBufferPointer, eighths: Int) -> [UInt8]? {
    guard [1, 2, 4].contains(eighths) else { return nil }
    let units = unitsAcross * unitsDown
    let parts = restartInterval > 0 ? (units + restartInterval - 1) / restartInterval : 1
    guard let data = JPEGEntropyData(bytes, from: start, parts: parts),
      let scan = JPEGScan(self, eighths: eighths), scan.decode(data)
    else { return nil }
    let width = (width * eighths + 7) / 8
    let height = (height * eighths + 7) / 8
    let channels = components.count
    return [UInt8](unsafeUninitializedCapacity: width * height * channels) { pixels, count in
      count = width * height * channels
      guard let base = pixels.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * (width + 1)) { rows in
        guard let room = rows.baseAddress else { return }
        for y in 0..<height {
          let target = base + y * width * channels
          let luma = scan.row(y, of: 0, isSmooth: false, room)
          if channels == 1 {
            target.update(from: luma, count: width)
          } else {
            let blue = scan.row(y, of: 1, isSmooth: eighths > 1, room)
            let red = scan.row(y, of: 2, isSmooth: eighths > 1, room + width + 1)
            JPEGColour.write(luma, blue, red, count: width, into: target)
          }
        }
      }
    }
  }
}
