internal import CZLib
internal import Diagnostics
import Pictures
public import ImageShapes

/// A file of images or labels in the IDX format of MNIST, gzipped or not.
///
/// A big-endian header (two zero bytes, the element type, the number of dimensions, the sizes as 32-bit words), then the
/// data, row-major. The header is checked against the file's length before memory is allocated.
public struct IDXFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// Describes the file at `path`; opens nothing.
  public init(path: String) { self.path = path }

  /// The version of zlib, which inflates `.gz` files.
  public static var libraryVersion: String { ZLIB_VERSION }

  /// Reads the header of a file of images, bytes `[n, h, w]` or `[n, c, h, w]`.
  ///
  /// - Throws: ``ImageFileError``.
  public func imagesHeader() throws -> IDXHeader {
    try header(of: .images, from: InflatingInput(path: path))
  }

  /// Reads the images, inflated straight into their final memory.
  ///
  /// - Parameters:
  ///   - name: the name in messages; the file's path by default.
  ///   - labels: the class of each image, one byte per image.
  ///   - classNames: the names of the classes by number.
  ///   - reading: the range of the bytes; without one, images of zeros and ones are black and white.
  /// - Throws: ``ImageFileError``; `DatasetError` when there are not as many labels as images.
  public func images(
    name: String? = nil, labels: [UInt8]? = nil, classNames: [String] = [], reading: ImageReading = ImageReading()
  ) throws -> ImageSet {
    let input = try InflatingInput(path: path)
    let header = try header(of: .images, from: input)
    if let labels { try ImageFileError.check(labels: labels.count, against: header.count, of: path) }
    return try ImageSet(
      count: header.count, shape: header.imageShape, labels: labels?.map { Int32($0) }, classNames: classNames,
      name: name ?? path, source: path
    ) { pixels in
      try readData(of: header, from: input, into: UnsafeMutableRawBufferPointer(pixels))
      pixels.bring(to: reading.preparation.valueRange, place: path, note: reading.note)
    }
  }

  /// Reads the labels, one byte for each image.
  ///
  /// - Throws: ``ImageFileError``.
  public func labels() throws -> [UInt8] {
    let input = try InflatingInput(path: path)
    let header = try header(of: .labels, from: input)
    var labels = [UInt8](repeating: 0, count: header.count)
    try labels.withUnsafeMutableBytes { try readData(of: header, from: input, into: $0) }
    return labels
  }

  private enum Content: String {
    case images
    case labels

    var dimensions: ClosedRange<Int> { self == .images ? 3...4 : 1...1 }
    var words: String { self == .images ? "3 (n, h, w) or 4 (n, c, h, w) dimensions" : "1 dimension" }
  }

  /// Reads the header and checks that the file can hold `content`.
  private func header(of content: Content, from input: InflatingInput) throws(ImageFileError) -> IDXHeader {
    let header = try parsedHeader(from: input)
    guard header.element == .uint8 else {
      throw ImageFileError(
        .unsupported, "unsupported element type", place: path, expected: "\(IDXElement.uint8)",
        got: "\(header.element)",
        cure: "convert the \(content) to bytes")
    }
    guard content.dimensions.contains(header.sizes.count) else {
      throw ImageFileError(
        .wrongShape, "not a file of \(content)", place: path, expected: content.words, got: "\(header.sizes.count)",
        cure: "check that images and labels are not mixed up")
    }
    guard !header.sizes.contains(0) else {
      throw ImageFileError(
        .empty, "the file holds no \(content)", place: path, expected: "sizes of 1 or more", got: "\(header.sizes)",
        cure: "fetch the file again")
    }
    try checkLength(of: header, in: input)
    return header
  }

  private func parsedHeader(from input: InflatingInput) throws(ImageFileError) -> IDXHeader {
    let magic = try bytes(4, from: input)
    guard magic[0] == 0, magic[1] == 0, let element = IDXElement(rawValue: magic[2]), magic[3] > 0 else {
      throw ImageFileError(
        .wrongFormat, "not an IDX file", place: path,
        expected: "magic bytes 00 00, an element type 08 to 0e, a dimension count",
        got: magic.map { hexadecimal($0) }.joined(separator: " "),
        cure: "give an IDX file such as train-images-idx3-ubyte.gz")
    }
    let words = try bytes(4 * Int(magic[3]), from: input)
    let sizes = stride(from: 0, to: words.count, by: 4).map { at in
      words[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    return IDXHeader(element: element, sizes: sizes)
  }

  /// `count` bytes of the header.
  private func bytes(_ count: Int, from input: InflatingInput) throws(ImageFileError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    var isCutShort = false
    let got = try input.read(into: buffer, isCutShort: &isCutShort)
    guard got == count else {
      throw ImageFileError(
        .truncated, "the file ends within its header", place: path, expected: "\(count) more bytes", got: "\(got)",
        cure: "fetch the file again")
    }
    return [UInt8](buffer)
  }

  /// Checks that the file can hold the stated data.
  private func checkLength(of header: IDXHeader, in input: InflatingInput) throws(ImageFileError) {
    let possible = input.isGzipped ? input.fileBytes * InflatingInput.maxExpansion : input.fileBytes
    guard let promised = header.totalBytes, header.count <= Int(Int32.max), !input.isGzipped || promised <= possible
    else {
      throw ImageFileError(
        .oversized, "the header promises more than the file can hold", place: path,
        expected: "at most \(possible) bytes and \(Int32.max) records",
        got: header.sizes.map(String.init).joined(separator: " x ") + " \(header.element)",
        cure: "the header is damaged: fetch the file again")
    }
    if !input.isGzipped, promised > possible {
      throw truncated(header, expected: promised, got: "\(possible)")
    }
    if !input.isGzipped, promised < possible {
      throw trailing(header, expected: promised, got: "\(possible)")
    }
  }

  /// Fills `buffer` with the data and checks that the file ends there.
  private func readData(
    of header: IDXHeader, from input: InflatingInput, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) {
    var isCutShort = false
    let promised = header.headerBytes + buffer.count
    let got = header.headerBytes + (try input.read(into: buffer, isCutShort: &isCutShort))
    guard got == promised else {
      throw truncated(header, expected: promised, got: isCutShort ? "\(got) and no end of the gzip stream" : "\(got)")
    }
    // Reading one more byte makes zlib verify the checksum at the end of the stream.
    var next: UInt8 = 0
    let more = try withUnsafeMutableBytes(of: &next) { (one) throws(ImageFileError) in
      try input.read(into: one, isCutShort: &isCutShort)
    }
    if isCutShort { throw truncated(header, expected: promised, got: "\(got) and no end of the gzip stream") }
    if more > 0 { throw trailing(header, expected: promised, got: "more") }
  }

  private func truncated(_ header: IDXHeader, expected: Int, got: String) -> ImageFileError {
    ImageFileError(
      .truncated, "the file is cut short", place: path, expected: "\(expected) bytes for \(header.sizes)", got: got,
      cure: "fetch the file again")
  }

  private func trailing(_ header: IDXHeader, expected: Int, got: String) -> ImageFileError {
    ImageFileError(
      .trailing, "the file continues after its data", place: path, expected: "\(expected) bytes for \(header.sizes)",
      got: got,
      cure: "fetch the file again")
  }
}

extension IDXHeader {
  /// The shape of one image of `[n, h, w]` or `[n, c, h, w]`.
  public var imageShape: ImageShape {
    let channels = sizes.count == 4 ? sizes[1] : 1
    return ImageShape(channels: channels, height: sizes[sizes.count - 2], width: sizes[sizes.count - 1])
  }
}

private func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
