/// The colours of an RGB picture, and the place of each pixel's colour among them.
struct ColourPalette {
  /// Red, green and blue of each colour, in the order in which they occur first.
  private(set) var colours: [UInt8] = []
  /// The number of each pixel's colour, `[h, w]`.
  let indices: [UInt8]

  private static let maxColours = 256
  /// A table for open addressing, four times as many places as there are colours.
  private static let places = 1024

  /// Collects the colours of `picture`; nil for a grey one, for more than 256 colours, and where the palette would take
  /// as much room as it saves.
  init?(of picture: Picture) {
    guard picture.colour == .rgb else { return nil }
    let pixels = picture.width * picture.height
    // The number of a colour plus 1 beside the colour; 0 for a free place.
    var table = [(key: UInt32, number: Int)](repeating: (0, 0), count: Self.places)
    var found: [UInt8] = []
    let indices = [UInt8](unsafeUninitializedCapacity: pixels) { indices, count in
      picture.bytes.withUnsafeBufferPointer { bytes in
        for pixel in 0..<pixels {
          let key = UInt32(bytes[3 * pixel]) << 16 | UInt32(bytes[3 * pixel + 1]) << 8 | UInt32(bytes[3 * pixel + 2])
          // Fibonacci hashing: the upper 10 bits of a product with 2^32 divided by the golden ratio.
          var place = Int((key &* 2_654_435_769) >> 22)
          while table[place].number > 0, table[place].key != key { place = (place + 1) % Self.places }
          if table[place].number == 0 {
            guard found.count < 3 * Self.maxColours else { return }
            found += [bytes[3 * pixel], bytes[3 * pixel + 1], bytes[3 * pixel + 2]]
            table[place] = (key, found.count / 3)
          }
          indices[pixel] = UInt8(table[place].number - 1)
        }
        count = pixels
      }
    }
    guard indices.count == pixels, found.count < pixels else { return nil }
    (colours, self.indices) = (found, indices)
  }
}
