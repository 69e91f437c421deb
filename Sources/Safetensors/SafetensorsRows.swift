import Files
import Foundation

/// A safetensors file whose tensors are read row by row, in memory that does not grow with their number.
package final class SafetensorsRows {
  /// The tensors in the order of their data.
  package let entries: [SafetensorsFile.Entry]
  private let file: InputFile
  private let dataStart: Int
  /// The bytes read at a time for the checksum.
  private static let pieceBytes = 1 << 20

  /// Opens the file at `path`, and validates all of it: lengths, names, types, layout, and the checksum if it has one.
  ///
  /// - Throws: ``SafetensorsError``, `InputFileError`.
  package init(path: String) throws {
    let file = try InputFile(path, expected: "a safetensors file")
    var prefix = try Self.bytes(of: file, at: 0, count: min(SafetensorsFormat.lengthBytes, file.count))
    dataStart = try prefix.withUnsafeBytes { [count = file.count] in
      try SafetensorsFile.headerEnd($0, fileSize: count, path: path)
    }
    prefix = try Self.bytes(of: file, at: 0, count: dataStart)
    let header = try prefix.withUnsafeBytes {
      try SafetensorsHeader(
        json: UnsafeRawBufferPointer(rebasing: $0[SafetensorsFormat.lengthBytes...]), path: path)
    }
    entries = try SafetensorsFile.laidOut(header.tensors, dataStart: dataStart, fileSize: file.count, path: path)
    if let expected = header.metadata[SafetensorsFormat.checksumKey] {
      let digits = header.checksumBytes.lowerBound + SafetensorsFormat.lengthBytes
      for place in digits..<digits + SafetensorsFormat.checksumDigits { prefix[place] = UInt8(ascii: "0") }
      var checksum = Checksum()
      prefix.withUnsafeBytes { checksum.append($0) }
      for start in stride(from: dataStart, to: file.count, by: Self.pieceBytes) {
        let piece = try Self.bytes(of: file, at: start, count: min(Self.pieceBytes, file.count - start))
        piece.withUnsafeBytes { checksum.append($0) }
      }
      try SafetensorsFile.check(checksum, expected: expected, path: path)
    }
    self.file = file
  }

  /// Calls `body` with `count` rows of a tensor at a time, the last time with the rest, and the index of the first,
  /// until it returns false.
  ///
  /// - Throws: ``SafetensorsError`` when the file became shorter, `InputFileError`; what `body` throws.
  package func forEach(
    _ count: Int, of entry: SafetensorsFile.Entry, _ body: (_ first: Int, _ rows: [Float]) throws -> Bool
  ) throws {
    guard let rows = entry.shape.first, rows > 0 else { return }
    let rowBytes = entry.bytes.count / rows
    for first in stride(from: 0, to: rows, by: count) {
      let bytes = try Self.bytes(
        of: file, at: dataStart + entry.bytes.lowerBound + first * rowBytes, count: min(count, rows - first) * rowBytes)
      let elements = bytes.count / SafetensorsFormat.elementBytes
      let values = [Float](unsafeUninitializedCapacity: elements) { buffer, initialized in
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
        initialized = elements
      }
      guard try body(first, values) else { return }
    }
  }

  private static func bytes(of file: borrowing InputFile, at start: Int, count: Int) throws -> [UInt8] {
    guard lseek(file.descriptor, off_t(start), SEEK_SET) >= 0 else {
      throw SafetensorsError(
        .cannotRead, "the file cannot be read", path: file.path, got: String(cString: strerror(errno)),
        cure: "check the disk that holds the file")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
    guard filled == count else {
      throw SafetensorsFile.truncated(file.path, expected: "at least \(start + count)", got: start + filled)
    }
    return bytes
  }
}
