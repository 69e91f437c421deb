extension Picture {
  /// Converts the picture to another colour model; grey is 0.299 red + 0.587 green + 0.114 blue, rounded.
  public func converted(to wanted: Colour) -> Picture {
    guard wanted != colour else { return self }
    let pixels = width * height
    let converted = [UInt8](unsafeUninitializedCapacity: pixels * wanted.channels) { target, count in
      bytes.withUnsafeBufferPointer { source in
        if wanted == .rgb {
          for pixel in 0..<pixels {
            for c in 0..<3 { target[3 * pixel + c] = source[pixel] }
          }
        } else {
          for pixel in 0..<pixels {
            let red = 299 * UInt32(source[3 * pixel])
            let green = 587 * UInt32(source[3 * pixel + 1])
            let blue = 114 * UInt32(source[3 * pixel + 2])
            target[pixel] = UInt8(truncatingIfNeeded: (red &+ green &+ blue &+ 500) / 1000)
          }
        }
      }
      count = target.count
    }
    return Picture(width: width, height: height, colour: wanted, bytes: converted)
  }
}
