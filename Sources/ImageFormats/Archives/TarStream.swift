internal import Diagnostics

/// A tar's bytes, inflated where they are gzipped, for libarchive.
final class TarStream {
  private let input: InflatingInput
  private let limit: Int
  private var total = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  /// Why there are no more bytes, where that is an error.
  private(set) var failure: ArchiveError?

  init(_ input: InflatingInput, limit: Int) { (self.input, self.limit) = (input, limit) }

  deinit { buffer.deallocate() }

  /// Points `piece` to the next bytes and returns their number; 0 at the end, -1 for an error.
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

  /// Reads the stream to its end, where its checksum is.
  func finish() throws(ArchiveError) {
    while try next() > 0 {}
  }

  private func next() throws(ArchiveError) -> Int {
    var isCutShort = false
    let got: Int
    do {
      got = try input.read(into: buffer, isCutShort: &isCutShort)
    } catch {
      throw ArchiveError(error)
    }
    // What came before the cut is delivered first.
    if isCutShort, got == 0 {
      throw ArchiveError(
        code: .corrupt,
        report: Report("the archive is cut short", place: input.path, cure: "fetch the file again"))
    }
    total += got
    guard total <= limit else {
      throw ArchiveError(
        code: .tooLarge,
        report: Report(
          "the archive holds too much", place: input.path, expected: "at most \(limit) bytes",
          cure: "unpack it yourself and give the folder"))
    }
    return got
  }
}

extension ArchiveError {
  /// What went wrong with the file below.
  init(_ error: IDXError) {
    let code: Code =
      switch error.code {
      case .missing: .missing
      case .unreadable: .unreadable
      default: .corrupt
      }
    self.init(code: code, report: error.report)
  }
}
