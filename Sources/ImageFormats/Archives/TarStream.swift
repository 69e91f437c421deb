internal import Diagnostics

/// The bytes of a tar for libarchive, inflated if they are gzipped.
final class TarStream {
  private let input: InflatingInput
  private let limit: Int
  private var total = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  /// The error that ended the stream, if any.
  private(set) var failure: ImageFileError?

  init(_ input: InflatingInput, limit: Int) { (self.input, self.limit) = (input, limit) }

  deinit { buffer.deallocate() }

  /// Points `piece` to the next bytes and returns their number: 0 at the end, -1 after an error.
  func read(_ piece: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do {
      let got = try next()
      piece?.pointee = UnsafeRawPointer(buffer.baseAddress)
      return got
    } catch {
      failure = error
      return -1
    }
  }

  /// Reads the stream to its end, which verifies its checksum.
  func finish() throws(ImageFileError) {
    while try next() > 0 {}
  }

  private func next() throws(ImageFileError) -> Int {
    var isCutShort = false
    let got = try input.read(into: buffer, isCutShort: &isCutShort)
    // The bytes before the cut are delivered first.
    if isCutShort, got == 0 {
      throw ImageFileError(.corrupt, "the archive is cut short", place: input.path, cure: "fetch the file again")
    }
    total += got
    guard total <= limit else {
      throw ImageFileError(
        .tooLarge, "the archive holds too much", place: input.path, expected: "at most \(limit) bytes",
        cure: "unpack it yourself and give the folder")
    }
    return got
  }
}
