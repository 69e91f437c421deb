internal import CPNG
internal import Diagnostics
internal import Files
internal import Foundation

/// A picture in a PNG file.
public struct PNGFile: Hashable, Sendable {
  /// The greatest width and height that is read, in pixels.
  public static let greatestSide = 16384

  public let path: String

  public init(path: String) { self.path = path }

  /// The version of libpng.
  public static var libraryVersion: String { PNG_LIBPNG_VER_STRING }

  /// Reads any kind of PNG as 8-bit sRGB: grey where it is grey, else RGB; what is transparent shows white.
  ///
  /// - Throws: ``PNGError``.
  public func read() throws -> Picture {
    let file: Data
    do {
      file = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      throw PNGError(
        code: .missing, report: Report("no such file", place: path, cure: "check the path, or make the picture"))
    } catch {
      throw PNGError(
        code: .unreadable,
        report: Report(
          "cannot be read", place: path, got: "\(error.localizedDescription)",
          cure: "give the path of a PNG file that this user may read"))
    }
    return try decoded(file)
  }

  /// Writes `picture`, replacing what was there at once or, on failure, not at all.
  ///
  /// - Throws: `AtomicFileError`, ``PNGError``.
  public func write(_ picture: Picture) throws {
    try encoded(picture).withUnsafeBytes { try AtomicFile.write([$0], to: path) }
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  func decoded(_ file: Data) throws -> Picture {
    guard file.starts(with: Self.signature) else {
      throw PNGError(
        code: .notPNG,
        report: Report(
          "not a PNG file", place: path, expected: "the PNG signature",
          got: file.isEmpty ? "an empty file" : "\(Array(file.prefix(8)))", cure: "convert the picture to PNG"))
    }
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    let corrupt = { (image: png_image) in
      let words = image.words.isEmpty ? "too few bytes for its size" : "libpng: \(image.words)"
      return PNGError(
        code: .corrupt,
        report: Report(
          "the PNG file is cut short or damaged", place: path, got: words, cure: "make or fetch the file again"))
    }
    // The image refers to the encoded bytes until it is finished.
    return try [UInt8](file).withUnsafeBytes { source in
      guard png_image_begin_read_from_memory(&image, source.baseAddress, source.count) != 0 else {
        throw corrupt(image)
      }
      guard max(image.width, image.height) <= Self.greatestSide else {
        throw PNGError(
          code: .tooLarge,
          report: Report(
            "the picture is too large", place: path, expected: "at most \(Self.greatestSide) pixels a side",
            got: "\(image.width) x \(image.height)", cure: "scale it down first"))
      }
      // A pixel takes a bit or more; no memory is taken for what this file could not possibly hold.
      let width = Int(image.width)
      let height = Int(image.height)
      guard width * height / 8 <= source.count * InflatingInput.greatestExpansion else { throw corrupt(image) }
      // Without a gamma chunk 16-bit samples would be taken as linear light, which other readers do not do.
      image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
      let colour: Picture.Colour = image.format & UInt32(PNG_FORMAT_FLAG_COLOR) == 0 ? .grey : .rgb
      image.format = colour == .grey ? UInt32(PNG_FORMAT_GRAY) : UInt32(PNG_FORMAT_FLAG_COLOR)
      var bytes = [UInt8](repeating: 0, count: width * height * colour.channels)
      var white = png_color(red: 255, green: 255, blue: 255)
      guard png_image_finish_read(&image, &white, &bytes, 0, nil) != 0 else { throw corrupt(image) }
      return Picture(width: width, height: height, colour: colour, bytes: bytes)
    }
  }

  private func encoded(_ picture: Picture) throws(PNGError) -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(picture.width)
    image.height = UInt32(picture.height)
    image.format = picture.colour == .grey ? UInt32(PNG_FORMAT_GRAY) : UInt32(PNG_FORMAT_FLAG_COLOR)
    defer { png_image_free(&image) }
    // The first call counts the bytes, the second writes them.
    var length = 0
    var encoded: [UInt8] = []
    var succeeded = png_image_write_to_memory(&image, nil, &length, 0, picture.bytes, 0, nil) != 0
    if succeeded {
      encoded = [UInt8](repeating: 0, count: length)
      succeeded = png_image_write_to_memory(&image, &encoded, &length, 0, picture.bytes, 0, nil) != 0
    }
    guard succeeded else {
      throw PNGError(
        code: .notEncoded,
        report: Report(
          "the picture cannot be made a PNG", place: path, got: "libpng: \(image.words)",
          cure: "write a smaller picture"))
    }
    return encoded
  }
}

extension png_image {
  /// What libpng last complained of.
  fileprivate var words: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
