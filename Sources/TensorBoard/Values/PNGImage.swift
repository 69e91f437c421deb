public import Diagnostics

/// An encoded PNG image with the size that its header states.
public struct PNGImage: Sendable, Equatable {
  /// The PNG file.
  public let bytes: [UInt8]
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int

  /// Creates an image of a PNG file's bytes; reads the header alone.
  ///
  /// - Throws: ``PNGImageError``.
  public init(_ bytes: [UInt8]) throws(PNGImageError) {
    // The signature, then the chunk IHDR of 13 bytes: width and height in four bytes each, big-endian.
    let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard bytes.count >= 33, bytes.starts(with: start), number(16) > 0, number(20) > 0 else { throw PNGImageError() }
    (self.bytes, width, height) = (bytes, number(16), number(20))
  }
}

/// Bytes that are not a PNG image.
public struct PNGImageError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The bytes do not start as a PNG file does.
    case notPNG
  }

  public let code = Code.notPNG
  public let report = Report("the bytes are not a PNG image", cure: "encode the picture as PNG")
}
