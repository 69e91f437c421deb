internal import Diagnostics

/// The tree of a database's records, followed page by page through the bytes of its file.
///
/// liblmdb trusts the pages of a file and crashes on damaged ones. Therefore every reference is checked here before it is
/// followed: a file of any bytes gives records that lie within it, or an error.
package struct LMDBTree {
  private let file: UnsafeRawBufferPointer
  private let header: LMDBHeader
  private let path: String
  /// Called with the number of bytes read.
  private let noteLook: (Int) -> Void
  private var records: [LMDBRecord] = []
  /// One bit for each page, set when it is visited.
  private var visited: [UInt64]

  private static let pageHeaderBytes = 16
  private static let nodeHeaderBytes = 8
  private static let branchFlag: UInt16 = 0x01
  private static let leafFlag: UInt16 = 0x02
  private static let overflowFlag: UInt16 = 0x04
  private static let overflowValueFlag: UInt16 = 0x01
  private static let multipleValuesFlag: UInt16 = 0x04
  /// The maximum depth of liblmdb's cursors.
  private static let maxDepth = 32

  /// The records of the main database in the order of their keys.
  package static func records(
    of file: UnsafeRawBufferPointer, header: LMDBHeader, path: String, noteLook: @escaping (Int) -> Void = { _ in }
  ) throws(ImageFileError) -> [LMDBRecord] {
    var tree = LMDBTree(file: file, header: header, path: path, noteLook: noteLook)
    try tree.follow()
    return tree.records
  }

  private init(
    file: UnsafeRawBufferPointer, header: LMDBHeader, path: String, noteLook: @escaping (Int) -> Void
  ) {
    (self.file, self.header, self.path, self.noteLook) = (file, header, path, noteLook)
    visited = [UInt64](repeating: 0, count: file.count / header.pageBytes / 64 + 1)
  }

  private mutating func follow() throws(ImageFileError) {
    guard header.flags & Self.multipleValuesFlag == 0 else { throw multipleValues() }
    if header.root == .max {
      guard header.entries == 0 else { throw damaged("no tree for \(header.entries) records") }
      return
    }
    guard (1...Self.maxDepth).contains(header.depth) else { throw damaged("a tree of depth \(header.depth)") }
    // A node takes at least its header and its pointer.
    let maxEntries = UInt64(file.count / (Self.nodeHeaderBytes + 2))
    guard header.entries <= maxEntries else { throw damaged("\(header.entries) records") }
    records.reserveCapacity(Int(header.entries))
    try follow(page: header.root, level: 1)
    guard UInt64(records.count) == header.entries else {
      throw damaged("\(records.count) records instead of \(header.entries)")
    }
  }

  private mutating func follow(page number: UInt64, level: Int) throws(ImageFileError) {
    let start = try startOfPage(number)
    let bit = UInt64(1) << (number % 64)
    guard visited[Int(number / 64)] & bit == 0 else { throw damaged("page \(number) is reached twice") }
    visited[Int(number / 64)] |= bit

    let page = UnsafeRawBufferPointer(rebasing: file[start..<start + header.pageBytes])
    let isLeaf = level == header.depth
    guard page.word64(0) == number, page.word16(10) & 0x6F == (isLeaf ? Self.leafFlag : Self.branchFlag) else {
      throw damaged("page \(number) is not a \(isLeaf ? "leaf" : "branch") of the tree")
    }
    let lower = Int(page.word16(12))
    let upper = Int(page.word16(14))
    guard lower >= Self.pageHeaderBytes, lower.isMultiple(of: 2), lower <= upper, upper <= header.pageBytes else {
      throw damaged("page \(number) has bounds \(lower) and \(upper)")
    }
    for pointer in stride(from: Self.pageHeaderBytes, to: lower, by: 2) {
      let node = Int(page.word16(pointer))
      guard node >= upper, node + Self.nodeHeaderBytes <= header.pageBytes else {
        throw damaged("page \(number) has a node at \(node)")
      }
      if isLeaf {
        try addRecord(page, start: start, node: node, of: number)
      } else {
        let child =
          UInt64(page.word16(node)) | UInt64(page.word16(node + 2)) << 16 | UInt64(page.word16(node + 4)) << 32
        try follow(page: child, level: level + 1)
      }
    }
  }

  private mutating func addRecord(
    _ page: UnsafeRawBufferPointer, start: Int, node: Int, of number: UInt64
  ) throws(ImageFileError) {
    let valueBytes = UInt32(page.word16(node)) | UInt32(page.word16(node + 2)) << 16
    let flags = page.word16(node + 4)
    let keyBytes = page.word16(node + 6)
    let key = node + Self.nodeHeaderBytes
    let value = key + Int(keyBytes)
    guard flags & ~Self.overflowValueFlag == 0 else {
      if flags & 0x06 == 0 { throw damaged("a record with flags \(flags) on page \(number)") }
      throw flags & Self.multipleValuesFlag != 0 ? multipleValues() : namedDatabases()
    }
    let inline = flags & Self.overflowValueFlag == 0
    guard value + (inline ? Int(valueBytes) : 8) <= header.pageBytes else {
      throw damaged("a record of page \(number) is larger than the page")
    }
    let valueOffset =
      inline ? start + value : try startOfOverflow(page.word64(value), valueBytes: Int(valueBytes))
    records.append(
      LMDBRecord(
        keyOffset: start + key, valueOffset: valueOffset, valueBytes: valueBytes, keyBytes: keyBytes))
  }

  /// The offset of a value on overflow pages.
  private func startOfOverflow(_ number: UInt64, valueBytes: Int) throws(ImageFileError) -> Int {
    let start = try startOfPage(number)
    noteLook(header.pageBytes)
    let page = UnsafeRawBufferPointer(rebasing: file[start..<start + Self.pageHeaderBytes])
    let needed = Self.pageHeaderBytes + valueBytes
    guard page.word64(0) == number, page.word16(10) & 0x6F == Self.overflowFlag,
      Int(page.word32(12)) * header.pageBytes >= needed
    else { throw damaged("page \(number) does not hold a value of \(valueBytes) bytes") }
    guard file.count - start >= needed else { throw truncated(start + needed) }
    return start + Self.pageHeaderBytes
  }

  /// The offset of a page, checked against the file's length.
  private func startOfPage(_ number: UInt64) throws(ImageFileError) -> Int {
    guard number >= 2, number <= header.lastPage else { throw damaged("a reference to page \(number)") }
    let start = Int(number) * header.pageBytes
    guard file.count - start >= header.pageBytes else { throw truncated(start + header.pageBytes) }
    return start
  }

  private func truncated(_ needed: Int) -> ImageFileError {
    ImageFileError(
      .truncated, "the file is cut short", place: path, expected: "at least \(needed) bytes", got: "\(file.count)",
      cure: "copy or make the database again")
  }

  private func damaged(_ got: String) -> ImageFileError {
    ImageFileError(.corrupt, "the database is damaged", place: path, got: got, cure: "copy or make the database again")
  }

  private func multipleValues() -> ImageFileError {
    ImageFileError(
      .unsupported, "several values under one key", place: path, expected: "one image under each key",
      cure: "give a database of images as Caffe and DIGITS make them")
  }

  private func namedDatabases() -> ImageFileError {
    ImageFileError(
      .unsupported, "the file holds named databases", place: path, expected: "records in the unnamed database",
      cure: "give a database of images as Caffe and DIGITS make them")
  }
}
