internal import Diagnostics

/// One of the two meta pages of an LMDB file from a 64-bit little-endian machine: the state after a transaction.
package struct LMDBHeader: Hashable, Sendable {
  /// The size of a page in bytes.
  let pageBytes: Int
  /// The number of the last page in use.
  let lastPage: UInt64
  /// The number of the transaction.
  package let transaction: UInt64
  /// The flags of the main database.
  let flags: UInt16
  /// The depth of the main database's tree; 0 if it is empty.
  let depth: Int
  /// The number of records in the main database.
  let entries: UInt64
  /// The tree's root page; all ones if it is empty.
  let root: UInt64

  /// The number of bytes of a meta page that are read.
  static let bytes = 152
  /// The maximum size of a database, that of an address space.
  private static let maxBytes: UInt64 = 1 << 46
  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let metaFlag: UInt16 = 0x08

  /// Reads the meta page at the start of `page`; `path` is for messages.
  init(_ page: UnsafeRawBufferPointer, path: String) throws(ImageFileError) {
    guard page.count >= Self.bytes else {
      throw ImageFileError(
        .truncated, "the file ends within its header", place: path, expected: "at least \(Self.bytes) bytes",
        got: "\(page.count)", cure: "make or fetch the database again")
    }
    let magic = page.word32(16)
    guard magic == Self.magic else { throw Self.notReadable(page, path: path) }
    let version = page.word32(20)
    guard version == 1 else {
      throw ImageFileError(
        .unsupported, "unknown version of the LMDB format", place: path, expected: "1", got: "\(version)",
        cure: "copy the database with mdb_dump of its own version and mdb_load of this one")
    }
    let pageBytes = Int(page.word32(40))
    guard page.word16(10) & Self.metaFlag != 0, (256...65536).contains(pageBytes),
      pageBytes & (pageBytes - 1) == 0
    else { throw Self.damaged("page size \(pageBytes)", path: path) }
    self.pageBytes = pageBytes
    flags = page.word16(92)
    depth = Int(page.word16(94))
    entries = page.word64(120)
    root = page.word64(128)
    lastPage = page.word64(136)
    transaction = page.word64(144)
    guard lastPage < Self.maxBytes / UInt64(pageBytes) else {
      throw Self.damaged("\(lastPage) pages", path: path)
    }
  }

  /// Reads both meta pages at the start of a file; they must agree in the page size.
  package static func pair(_ file: UnsafeRawBufferPointer, path: String) throws(ImageFileError) -> (
    LMDBHeader, LMDBHeader
  ) {
    let first = try LMDBHeader(file, path: path)
    guard file.count >= first.pageBytes + Self.bytes else {
      throw ImageFileError(
        .truncated, "the file ends within its header", place: path, expected: "at least \(2 * first.pageBytes) bytes",
        got: "\(file.count)", cure: "make or fetch the database again")
    }
    let second = try LMDBHeader(UnsafeRawBufferPointer(rebasing: file[first.pageBytes...]), path: path)
    guard first.pageBytes == second.pageBytes else {
      throw damaged("page sizes \(first.pageBytes) and \(second.pageBytes)", path: path)
    }
    return (first, second)
  }

  private static func damaged(_ got: String, path: String) -> ImageFileError {
    ImageFileError(
      .corrupt, "the header of the database is damaged", place: path, got: got, cure: "make or fetch it again")
  }

  private static func notReadable(_ page: UnsafeRawBufferPointer, path: String) -> ImageFileError {
    // On a 32-bit machine, a page header has 12 bytes.
    let maker: String? =
      if page.word32(12) == magic {
        "a machine with 32-bit words"
      } else if page.word32(16) == magic.byteSwapped || page.word32(12) == magic.byteSwapped {
        "a big-endian machine"
      } else {
        nil
      }
    guard let maker else {
      return ImageFileError(
        .wrongFormat, "not an LMDB database", place: path, expected: "the magic number beefc0de at byte 16",
        got: String(page.word32(16), radix: 16), cure: "give the folder of an LMDB database")
    }
    return ImageFileError(
      .unsupported, "an LMDB database of another kind of machine", place: path, expected: "64-bit little-endian",
      got: maker,
      cure: "mdb_dump it there and mdb_load it here")
  }
}
