internal import CZLib
package import Files

/// An array of NumPy that is written row by row, with the number of rows known at the end.
///
/// The format is that of `numpy.save`, version 1.0: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
package struct NPYStream {
  private let descriptor: String
  private let rowShape: [Int]
  private let start: Int
  private let headerBytes: Int
  private var checksum = crc32_z(0, nil, 0)
  /// Rows appended so far.
  package private(set) var rows = 0
  /// Bytes of the file appended so far, with the header.
  package private(set) var bytes: Int

  /// Starts an array of elements `descriptor`, such as `<f4`, at byte `start` of the file.
  package init(
    _ descriptor: String, rowShape: [Int], at start: Int = 0, to file: inout AtomicFileWriter
  ) throws {
    (self.descriptor, self.rowShape, self.start) = (descriptor, rowShape, start)
    let reserved = Self.header(descriptor, [.max] + rowShape, length: 0)
    headerBytes = reserved.count
    bytes = reserved.count
    try file.append(reserved)
  }

  /// Appends `count` rows as their bytes.
  package mutating func append(
    _ data: UnsafeRawBufferPointer, rows count: Int, to file: inout AtomicFileWriter
  ) throws {
    if let first = data.baseAddress {
      checksum = crc32_z(checksum, first.assumingMemoryBound(to: UInt8.self), data.count)
    }
    try file.append(data)
    rows += count
    bytes += data.count
  }

  /// Writes the number of rows into the header; returns the CRC-32 of the array with its header.
  @discardableResult
  package mutating func finish(_ file: inout AtomicFileWriter) throws -> UInt32 {
    let header = Self.header(descriptor, [rows] + rowShape, length: headerBytes)
    try file.rewrite(header, at: start)
    let first = header.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    return UInt32(truncatingIfNeeded: crc32_combine(first, checksum, bytes - headerBytes))
  }

  /// A header of at least `length` bytes, a multiple of 64.
  private static func header(_ descriptor: String, _ shape: [Int], length: Int) -> [UInt8] {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = Array("{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(sizes)), }".utf8)
    let total = max((10 + text.count + 1 + 63) / 64 * 64, length)
    let blanks = [UInt8](repeating: UInt8(ascii: " "), count: total - 10 - text.count - 1)
    let count = UInt16(total - 10)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)] + text + blanks
      + [UInt8(ascii: "\n")]
  }
}
