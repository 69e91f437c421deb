extension Picture {
  /// The same picture in another colour model: grey is 0.299 red + 0.587 green + 0.114 blue, rounded.
  public func converted(to wanted: Colour) -> Picture {
    switch (colour, wanted) {
    case (.grey, .grey), (.rgb, .rgb):
      return self
    case (.grey, .rgb):
      return Picture(width: width, height: height, colour: .rgb, bytes: bytes.flatMap { [$0, $0, $0] })
    case (.rgb, .grey):
      let grey = (0..<width * height).map { pixel in
        let red = Int(bytes[3 * pixel])
        let green = Int(bytes[3 * pixel + 1])
        let blue = Int(bytes[3 * pixel + 2])
        return UInt8((299 * red + 587 * green + 114 * blue + 500) / 1000)
      }
      return Picture(width: width, height: height, colour: .grey, bytes: grey)
    }
  }
}
