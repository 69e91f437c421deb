internal import CTIFF

/// Reads samples of any size, strip by strip or tile by tile, as levels of a range; the mean of each square of pixels if the
/// picture is reduced.
struct TIFFSamples {
  private let file: TIFFFile
  private let header: TIFFHeader
  private let range: ValueRange
  private let reduction: Int
  private let place: String

  /// The channels of the picture.
  private var channels: Int { header.isGrey ? 1 : 3 }

  /// - Parameters:
  ///   - range: the numbers that stand for black and white; nil for all of an unsigned sample of up to 16 bits.
  ///   - reduction: the side of the square whose mean is a pixel.
  init(
    _ file: TIFFFile, _ header: TIFFHeader, range: ValueRange?, reduction: Int
  ) throws(PictureError) {
    let place = file.place
    let natural = ValueRange(black: 0, white: Double(1 << min(header.bits, 32) - 1))
    let known = header.format == .unsigned && header.bits <= 16 ? natural : nil
    guard let range = range ?? known else {
      let words =
        header.format == .floating ? "floating numbers" : header.format == .signed ? "signed integers" : "integers"
      throw PictureError(
        .unsupported, "nothing says which numbers are black and white", place: place, expected: "--value-range A..B",
        got: "\(words) of \(header.bits) bits", cure: "state their range, such as --value-range 0..1")
    }
    guard header.bits >= 8, header.isGrey || header.photometric == PHOTOMETRIC_RGB else {
      throw PictureError(
        .tooLarge, "the picture is too large for its kind of TIFF", place: place,
        expected: "at most \(Picture.maxSide) pixels a side, or grey or RGB of 8 bits or more",
        got: "\(header.width) x \(header.height)", cure: "scale it down first, or convert it to RGB")
    }
    (self.file, self.header, self.range, self.reduction, self.place) = (file, header, range, reduction, place)
  }

  /// The size of the reduced picture as it is stored.
  private var size: PixelSize {
    PixelSize(width: (header.width + reduction - 1) / reduction, height: (header.height + reduction - 1) / reduction)
  }

  /// Reads all samples as bytes.
  func picture() throws(PictureError) -> Picture {
    let levels = try levels()
    return Picture(
      width: size.width, height: size.height, colour: header.isGrey ? .grey : .rgb,
      bytes: levels.map { UInt8($0.rounded()) })
  }

  /// Reads all samples as levels from 0 to 255 that are not rounded, `[h, w, c]`.
  func levels() throws(PictureError) -> [Float] {
    let (tiff, size) = (file.tiff, size)
    var sums = [Float](repeating: 0, count: size.width * size.height * channels)
    let isTiled = TIFFIsTiled(tiff) != 0
    let tile = PixelSize(
      width: isTiled ? Int(tiffField32(tiff, UInt32(TIFFTAG_TILEWIDTH))) : header.width,
      height: isTiled
        ? Int(tiffField32(tiff, UInt32(TIFFTAG_TILELENGTH)))
        : min(max(1, Int(tiffField32(tiff, UInt32(TIFFTAG_ROWSPERSTRIP)))), header.height))
    let bytes = isTiled ? Int(TIFFTileSize64(tiff)) : Int(TIFFStripSize64(tiff))
    let perPixel = (header.isPlanar ? 1 : header.samples) * header.bits / 8
    // A damaged header may say anything.
    guard tile.width > 0, tile.height > 0, bytes > 0, bytes <= 1 << 30,
      tile.width.multipliedReportingOverflow(by: tile.height).overflow == false,
      tile.width * tile.height <= 1 << 30, tile.width * tile.height * perPixel <= bytes
    else { throw .corrupt(.tiff, place: place, got: "\(bytes) bytes for \(tile.width) x \(tile.height) pixels") }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 16)
    defer { buffer.deallocate() }
    let across = (header.width + tile.width - 1) / tile.width
    let down = (header.height + tile.height - 1) / tile.height
    for plane in 0..<(header.isPlanar ? channels : 1) {
      for row in 0..<down {
        for column in 0..<across {
          let number = UInt32((plane * down + row) * across + column)
          let read =
            isTiled
            ? TIFFReadEncodedTile(tiff, number, buffer.baseAddress, tmsize_t(bytes))
            : TIFFReadEncodedStrip(tiff, number, buffer.baseAddress, tmsize_t(bytes))
          let rows = min(tile.height, header.height - row * tile.height)
          guard read >= tile.width * rows * perPixel else { throw file.failure }
          add(
            UnsafeRawBufferPointer(buffer), plane: plane, left: column * tile.width, top: row * tile.height,
            tile: tile, rows: rows, to: &sums, size)
        }
      }
    }
    return means(of: sums)
  }

  private func add(
    _ samples: UnsafeRawBufferPointer, plane: Int, left: Int, top: Int, tile: PixelSize, rows: Int,
    to sums: inout [Float], _ size: PixelSize
  ) {
    let stride = header.isPlanar ? 1 : header.samples
    let planes = header.isPlanar ? plane..<(plane + 1) : 0..<channels
    let columns = min(tile.width, header.width - left)
    for y in 0..<rows {
      for x in 0..<columns {
        let pixel = ((top + y) / reduction * size.width + (left + x) / reduction) * channels
        for channel in planes {
          let sample = (y * tile.width + x) * stride + (header.isPlanar ? 0 : channel)
          sums[pixel + channel] += Float(range.exactLevel(number(samples, sample)))
        }
      }
    }
  }

  /// The mean of each square, from 0 for black, also where the file says that 0 is white.
  private func means(of sums: [Float]) -> [Float] {
    let isDark = header.photometric == PHOTOMETRIC_MINISWHITE
    var means = sums
    for y in 0..<size.height {
      let rows = min(reduction, header.height - y * reduction)
      for x in 0..<size.width {
        let columns = min(reduction, header.width - x * reduction)
        for at in ((y * size.width + x) * channels)..<((y * size.width + x + 1) * channels) {
          let level = min(sums[at] / Float(rows * columns), 255)
          means[at] = isDark ? 255 - level : level
        }
      }
    }
    return means
  }

  /// The sample `index`, in the order of bytes of the machine; not a number counts as black.
  @inline(__always)
  private func number(_ samples: UnsafeRawBufferPointer, _ index: Int) -> Double {
    switch (header.format, header.bits) {
    case (.unsigned, 8): return Double(samples[index])
    case (.signed, 8): return Double(Int8(bitPattern: samples[index]))
    case (.unsigned, 16): return Double(samples.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
    case (.signed, 16): return Double(samples.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
    case (.unsigned, 32): return Double(samples.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    case (.signed, 32): return Double(samples.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
    case (.floating, 32): return finite(Double(samples.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)))
    case (.floating, 64): return finite(samples.loadUnaligned(fromByteOffset: 8 * index, as: Double.self))
    default: return finite(Double(half: samples.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
    }
  }

  private func finite(_ number: Double) -> Double { number.isNaN ? range.black : number }
}
