internal import CTIFF

/// A TIFF in memory that is open at one of its pages.
final class TIFFFile {
  /// The handle of libtiff.
  let tiff: OpaquePointer
  private let memory: UnsafeMutablePointer<TIFFMemory>
  let place: String

  /// The maximum bytes that libtiff allocates at once.
  private static let maxAllocation: Int64 = 1 << 30

  /// Opens the page `page` of the TIFF in `bytes`, which must outlive the result.
  ///
  /// - Throws: ``PictureError``.
  init(_ bytes: UnsafeRawBufferPointer, page: Int = 0, place: String) throws(PictureError) {
    let memory = UnsafeMutablePointer<TIFFMemory>.allocate(capacity: 1)
    memory.initialize(to: TIFFMemory())
    memory.pointee.bytes = bytes.bindMemory(to: UInt8.self).baseAddress
    memory.pointee.count = UInt64(bytes.count)
    guard let tiff = tiffMemoryOpen(memory, Self.maxAllocation) else {
      let words = Self.words(memory)
      memory.deallocate()
      throw .corrupt(.tiff, place: place, got: words)
    }
    (self.tiff, self.memory, self.place) = (tiff, memory, place)
    if page > 0, TIFFSetDirectory(tiff, tdir_t(truncatingIfNeeded: page)) == 0 {
      throw .corrupt(.tiff, place: place, got: "no page \(page + 1)")
    }
  }

  deinit {
    TIFFClose(tiff)
    memory.deallocate()
  }

  /// The number of pages of the TIFF in `bytes`; 1 for one that cannot be opened.
  static func pages(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let file = try? TIFFFile(bytes, place: "") else { return 1 }
    return max(1, Int(TIFFNumberOfDirectories(file.tiff)))
  }

  func field16(_ tag: Int32) -> Int { Int(tiffField16(tiff, UInt32(tag))) }
  func field32(_ tag: Int32) -> Int { Int(tiffField32(tiff, UInt32(tag))) }

  /// The error that libtiff has reported.
  var failure: PictureError { .corrupt(.tiff, place: place, got: Self.words(memory)) }

  private static func words(_ memory: UnsafePointer<TIFFMemory>) -> String {
    let text = withUnsafeBytes(of: memory.pointee.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return "libtiff: \(text.isEmpty ? "an error without a message" : text)"
  }
}

extension Picture {
  /// The number of pages of a TIFF; 1 for every other file.
  package static func pages(of bytes: UnsafeRawBufferPointer) -> Int {
    PictureFormat(bytes) == .tiff ? TIFFFile.pages(bytes) : 1
  }

  /// The version of libtiff, `4.5.0`.
  public static var tiffVersion: String {
    let words = String(cString: TIFFGetVersion()).split(whereSeparator: { " ,\n".contains($0) })
    return words.first { $0.first?.isNumber == true }.map(String.init) ?? ""
  }
}
