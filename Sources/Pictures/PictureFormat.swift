internal import Diagnostics

/// The supported formats of picture files, recognised by the first bytes, not by the name.
enum PictureFormat: String, CustomStringConvertible {
  case jpeg = "JPEG"
  case png = "PNG"
  case bmp = "BMP"
  /// The formats of Netpbm: PPM (colour), PGM (grey) and PBM (black and white).
  case pnm = "PPM, PGM or PBM"
  case webp = "WebP"
  case tiff = "TIFF"
  case gif = "GIF"

  var description: String { rawValue }

  /// Recognises the format by the first bytes; nil if they are unknown.
  init?(_ bytes: UnsafeRawBufferPointer) {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: Array("BM".utf8)) {
      self = .bmp
    } else if let kind = bytes.unsigned(UInt16.self, at: 0, bigEndian: true), (0x5031...0x5036).contains(kind),
      bytes.count == 2 || PNMTokens.isBlank(bytes[2]) || bytes[2] == UInt8(ascii: "#")
    {
      self = .pnm
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else if ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains(where: { bytes.starts(with: $0.utf8) }) {
      self = .tiff
    } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
      self = .gif
    } else {
      return nil
    }
  }

  /// Recognises the format by the first bytes.
  ///
  /// - Throws: ``PictureError`` that says what the bytes are instead.
  init(of bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    guard !bytes.isEmpty else {
      throw PictureError(
        .empty, "the file is empty", place: place, got: "0 bytes", cure: "make or fetch the file again")
    }
    guard let format = PictureFormat(bytes) else {
      throw PictureError(
        .unknownFormat, "not a picture of a known format", place: place,
        expected: "JPEG, PNG, WebP, TIFF, GIF, BMP or PPM",
        got: ForeignFormat.name(of: bytes) ?? "the first bytes \(bytes.firstBytes(8))",
        cure: "convert it to JPEG or PNG, or leave it out")
    }
    self = format
  }

  /// Checks the size in a header before memory is allocated.
  ///
  /// - Parameters:
  ///   - width: in pixels.
  ///   - height: in pixels.
  ///   - pixelsPerByte: the maximum number of pixels that a byte of the file can hold.
  ///   - count: the length of the file in bytes.
  ///   - place: the file or record, for messages.
  ///
  /// - Throws: ``PictureError``.
  func check(width: Int, height: Int, pixelsPerByte: Int, count: Int, place: String) throws(PictureError) {
    guard width > 0, height > 0 else {
      throw .corrupt(self, place: place, got: "\(width) x \(height) pixels")
    }
    let size = PixelSize(width: width, height: height)
    let limit = canReduce ? Picture.maxReducedSide : Picture.maxSide
    guard max(width, height) <= limit else { throw tooLarge(size, place: place) }
    guard width * height / pixelsPerByte <= count else {
      throw .corrupt(self, place: place, got: "\(count) bytes for \(width) x \(height) pixels")
    }
  }
}
