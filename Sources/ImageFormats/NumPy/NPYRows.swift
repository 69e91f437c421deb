internal import Diagnostics

/// The rows of a NumPy array of numbers, read some at a time, each in C order.
///
/// Memory does not grow with the number of rows, but for an array in Fortran order within a `.npz` file, whose rows are
/// scattered over all of its bytes: it is held in memory as it is stored.
package struct NPYRows {
  /// The dimensions, rows first.
  package let shape: [Int]
  private let visit: (_ count: Int, _ body: (_ first: Int, _ rows: [Float]) throws -> Bool) throws -> Void

  fileprivate init(
    shape: [Int],
    _ visit: @escaping (_ count: Int, _ body: (_ first: Int, _ rows: [Float]) throws -> Bool) throws -> Void
  ) {
    (self.shape, self.visit) = (shape, visit)
  }

  /// Calls `body` with `count` rows at a time, the last time with the rest, and the index of the first of them, until it
  /// returns false.
  ///
  /// - Throws: ``ImageFileError``, or what `body` throws.
  package func forEach(_ count: Int, _ body: (_ first: Int, _ rows: [Float]) throws -> Bool) throws {
    try visit(count, body)
  }
}

extension NPYFile {
  /// The rows of the array.
  ///
  /// - Throws: ``ImageFileError``.
  package func rows() throws -> NPYRows {
    let array = try NPYArray(RecordFile(path: path))
    return NPYRows(shape: array.header.shape) { try array.forEachRows($0, $1) }
  }
}

extension NPZFile {
  /// The rows of the array `name`, or of the first array where there is none of this name.
  ///
  /// The archive's checksum is verified once all rows were read.
  ///
  /// - Throws: ``ImageFileError``.
  package func rows(named name: String) throws -> NPYRows {
    let names = try names()
    guard let wanted = names.contains(name) ? name : names.first else {
      throw ImageFileError(
        .empty, "no array in this file", place: path, expected: name, cure: "save one: numpy.savez(file, \(name)=…)")
    }
    let header = try withArray(wanted) { try NPYEntry($0).header() }
    return NPYRows(shape: header.shape) { count, body in
      try withArray(wanted) { entry in
        if header.isFortranOrder {
          try NPYArray(RecordFile(entry)).forEachRows(count, body)
        } else {
          try NPYEntry(entry).forEachRows(count, body)
        }
      }
    }
  }

  /// The numbers of the array `name` as integers, -1 for what is not one; nil without such an array.
  ///
  /// - Throws: ``ImageFileError``.
  package func labels(named name: String) throws -> [Int32]? {
    guard try names().contains(name) else { return nil }
    var labels: [Int32] = []
    try rows(named: name).forEach(1 << 14) {
      labels += $1.map { Int32(exactly: $0) ?? -1 }
      return true
    }
    return labels
  }

  /// Calls `body` with the array `name` at its start.
  private func withArray<Value>(
    _ name: String, _ body: (borrowing ArchiveEntry) throws -> Value
  ) throws -> Value {
    var value: Value?
    // Rows are read one after the other, so nothing but the disk limits them.
    let limits = ArchiveLimits(entry: .max, total: .max)
    try ArchiveFile(path: path, limits: limits).forEach { entry in
      guard entry.name == "\(name).npy" else { return true }
      value = try body(entry)
      return false
    }
    guard let value else { throw ImageFileError(.empty, "the file changed while it was read", place: path) }
    return value
  }
}

extension NPYArray {
  /// Calls `body` with `count` rows at a time in C order.
  fileprivate func forEachRows(_ count: Int, _ body: (Int, [Float]) throws -> Bool) throws {
    guard let rows = header.shape.first, rows > 0 else { return }
    let element = header.element
    let size = header.shape.dropFirst().reduce(1, *)
    let starts = header.isFortranOrder ? fortranStarts(size) : []
    for first in stride(from: 0, to: rows, by: count) {
      let batch = min(count, rows - first)
      var values = [Float](repeating: 0, count: batch * size)
      if header.isFortranOrder {
        // The numbers of one place in a row lie side by side for all rows.
        for (place, start) in starts.enumerated() {
          withElements(start + first, batch) { numbers in
            for row in 0..<batch { values[row * size + place] = element.float(row, of: numbers) }
          }
        }
      } else {
        withElements(first * size, values.count) { numbers in
          for index in values.indices { values[index] = element.float(index, of: numbers) }
        }
      }
      guard try body(first, values) else { return }
    }
  }

  /// For each of `count` places of a row in C order, the first row's element in the array in Fortran order.
  private func fortranStarts(_ count: Int) -> [Int] {
    let sizes = header.shape.dropFirst()
    var strides: [Int] = []
    var stride = header.shape.first ?? 0
    for size in sizes {
      strides.append(stride)
      stride *= size
    }
    return (0..<count).map { place in
      var (rest, offset) = (place, 0)
      for (size, stride) in zip(sizes, strides).reversed() {
        offset += rest % size * stride
        rest /= size
      }
      return offset
    }
  }
}

extension NPYElement {
  /// Number `index` of `bytes`.
  fileprivate func float(_ index: Int, of bytes: UnsafeRawBufferPointer) -> Float {
    bytes.baseAddress.map { Float(value(at: $0 + index * self.bytes)) } ?? 0
  }
}

/// An array within an archive, read from front to back.
private struct NPYEntry {
  private let place: String
  private let read: (UnsafeMutableRawBufferPointer) throws -> Int

  init(_ entry: borrowing ArchiveEntry) { (place, read) = (entry.place, entry.reader) }

  /// Reads the header.
  func header() throws -> NPYHeader {
    // The magic bytes, the version and the length, which versions 2 and 3 have in four bytes.
    var bytes = try next(12)
    if bytes.count == 12 {
      let isFirst = bytes[6] == 1
      let start = isFirst ? 10 : 12
      let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
      let total = start + length
      if length <= NPYHeader.maxLength, total > bytes.count { bytes += try next(total - bytes.count) }
    }
    let header = try bytes.withUnsafeBytes { try NPYHeader($0, place: place) }
    guard header.dataBytes != nil else { throw NPYArray.promisesTooMuch(header, place) }
    return header
  }

  /// Calls `body` with `count` rows at a time, of an array in C order.
  func forEachRows(_ count: Int, _ body: (Int, [Float]) throws -> Bool) throws {
    let header = try header()
    let (rows, element) = (header.shape.first ?? 0, header.element)
    let size = header.shape.dropFirst().reduce(1, *)
    for first in stride(from: 0, to: rows, by: count) {
      let wanted = min(count, rows - first) * size * element.bytes
      let bytes = try next(wanted)
      guard bytes.count == wanted else {
        throw ImageFileError(
          .truncated, "the array is cut short", place: place, expected: "\(header.shape) \(element)",
          got: "it ends in row \(first + bytes.count / max(size * element.bytes, 1))", cure: "fetch the file again")
      }
      let values = bytes.withUnsafeBytes { data in
        (0..<data.count / element.bytes).map { element.float($0, of: data) }
      }
      guard try body(first, values) else { return }
    }
    guard try next(1).isEmpty else {
      throw ImageFileError(
        .trailing, "the array continues after its data", place: place, expected: "\(header.shape) \(element)",
        cure: "fetch the file again")
    }
  }

  /// The next `count` bytes; fewer at the end.
  private func next(_ count: Int) throws -> [UInt8] {
    // Memory grows with the bytes received, not with those that the header promises.
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: min(count, 1 << 20))
    while bytes.count < count {
      let got = try piece.withUnsafeMutableBytes {
        try read(UnsafeMutableRawBufferPointer(rebasing: $0[..<min($0.count, count - bytes.count)]))
      }
      if got == 0 { break }
      bytes += piece[..<got]
    }
    return bytes
  }
}
