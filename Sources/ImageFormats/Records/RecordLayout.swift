internal import Diagnostics
package import ImageShapes

/// The position of pixels and label in a fixed-size record.
package struct RecordLayout: Hashable, Sendable {
  /// The order of a record's pixels.
  package enum PixelOrder: Hashable, Sendable {
    /// `[c, h, w]`: one plane after the other.
    case planar
    /// `[h, w, c]`: the channels of a pixel are adjacent.
    case interleaved
  }

  /// The shape of one image.
  package let shape: ImageShape
  /// The number of bytes before the first record.
  package let headerBytes: Int
  /// The size of a record in bytes.
  package let recordBytes: Int
  /// The offset of the pixels in a record.
  package let pixelOffset: Int
  /// The offset of the label byte in a record; nil without labels.
  package let labelOffset: Int?
  /// The order of the pixels.
  package let order: PixelOrder

  /// Describes a layout; pixels and label must lie within the record.
  ///
  /// - Parameters:
  ///   - shape: the shape of one image.
  ///   - headerBytes: the number of bytes before the first record.
  ///   - recordBytes: the size of a record; that of the pixels by default.
  ///   - pixelOffset: the offset of the pixels in a record.
  ///   - labelOffset: the offset of the label byte; nil without labels.
  ///   - order: the order of the pixels.
  package init(
    shape: ImageShape, headerBytes: Int = 0, recordBytes: Int? = nil, pixelOffset: Int = 0, labelOffset: Int? = nil,
    order: PixelOrder = .planar
  ) {
    let recordBytes = recordBytes ?? shape.elements
    require(shape.elements > 0 && headerBytes >= 0, "a record needs pixels, and a header a length of at least 0")
    require(pixelOffset >= 0 && pixelOffset + shape.elements <= recordBytes, "a record's pixels lie beyond its end")
    require(labelOffset.map { (0..<recordBytes).contains($0) } ?? true, "a record's label lies beyond its end")
    self.shape = shape
    self.headerBytes = headerBytes
    self.recordBytes = recordBytes
    self.pixelOffset = pixelOffset
    self.labelOffset = labelOffset
    self.order = order
  }

  /// Writes the pixels of `record` as planes `[c, h, w]`.
  func write(_ record: UnsafeRawBufferPointer, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    let stored = UnsafeRawBufferPointer(rebasing: record[pixelOffset..<pixelOffset + shape.elements])
    guard order == .interleaved, shape.channels > 1 else {
      UnsafeMutableRawBufferPointer(pixels).copyMemory(from: stored)
      return
    }
    let plane = shape.height * shape.width
    for channel in 0..<shape.channels {
      for pixel in 0..<plane { pixels[channel * plane + pixel] = stored[pixel * shape.channels + channel] }
    }
  }
}
