internal import Diagnostics
public import ImageShapes

/// Where the pixels and the label of an image are in a file of records of one size.
public struct RecordLayout: Hashable, Sendable {
  /// The order of a record's pixels.
  public enum PixelOrder: Hashable, Sendable {
    /// `[c, h, w]`: one plane after the other.
    case planar
    /// `[h, w, c]`: the channels of a pixel side by side.
    case interleaved
  }

  /// The shape of one image.
  public let shape: ImageShape
  /// Bytes of the file before the first record.
  public let headerBytes: Int
  /// Bytes of a record.
  public let recordBytes: Int
  /// Bytes of a record before its pixels.
  public let pixelOffset: Int
  /// The place of a record's label byte; nil where records have none.
  public let labelOffset: Int?
  /// How the pixels of an image follow each other.
  public let order: PixelOrder

  /// A layout whose pixels and label lie within the record; `recordBytes` nil for pixels alone.
  public init(
    shape: ImageShape, headerBytes: Int = 0, recordBytes: Int? = nil, pixelOffset: Int = 0, labelOffset: Int? = nil,
    order: PixelOrder = .planar
  ) {
    let recordBytes = recordBytes ?? shape.elements
    require(shape.elements > 0 && headerBytes >= 0, "a record needs pixels, and a header no negative length")
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
