import CZLib
package import Files

/// A safetensors file whose first tensor is written row by row, with the number of rows known at the end.
package struct SafetensorsStream {
  private let name: String
  private let rowShape: [Int]
  private let others: [String]
  private let metadata: [String: String]
  private let path: String
  private let prefixBytes: Int
  private var checksum = crc32_z(0, nil, 0)
  private var bytes = 0
  private var rows = 0

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - name: The name of the first tensor, `[rows, …]`.
  ///   - rowShape: The dimensions of a row.
  ///   - others: The names of tensors of a number a row, which ``finish(_:others:)`` takes.
  ///   - metadata: Texts by name.
  ///   - path: The file's path, for messages.
  ///   - file: The file, empty.
  /// - Throws: ``SafetensorsError`` for reserved or repeated names; `AtomicFileError`.
  package init(
    _ name: String, rowShape: [Int], others: [String] = [], metadata: [String: String] = [:], path: String,
    to file: inout AtomicFileWriter
  ) throws {
    (self.name, self.rowShape, self.others, self.metadata, self.path) = (name, rowShape, others, metadata, path)
    // More rows than any file holds, for the room that their digits need.
    let row = max(rowShape.reduce(1, *), 1)
    let reserved = try Self.prefix(name, rowShape, others, metadata, path, rows: Int.max / 64 / row)
    prefixBytes = reserved.count
    try file.append(reserved)
  }

  /// Appends `count` rows.
  package mutating func append(
    _ elements: UnsafeBufferPointer<Float>, rows count: Int, to file: inout AtomicFileWriter
  ) throws {
    try append(UnsafeRawBufferPointer(elements), to: &file)
    rows += count
  }

  /// Appends the other tensors, and writes the header.
  package mutating func finish(_ file: inout AtomicFileWriter, others values: [[Float]]) throws {
    for tensor in values { try tensor.withUnsafeBytes { try append($0, to: &file) } }
    let blank = String(repeating: "0", count: SafetensorsFormat.checksumDigits)
    let unchecked = try Self.prefix(
      name, rowShape, others, metadata, path, rows: rows, checksum: blank, length: prefixBytes)
    let first = unchecked.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    let digits = Checksum(value: crc32_combine(first, checksum, bytes)).digits
    try file.rewrite(
      Self.prefix(name, rowShape, others, metadata, path, rows: rows, checksum: digits, length: prefixBytes), at: 0)
  }

  private mutating func append(_ data: UnsafeRawBufferPointer, to file: inout AtomicFileWriter) throws {
    guard let first = data.baseAddress else { return }
    checksum = crc32_z(checksum, first.assumingMemoryBound(to: UInt8.self), data.count)
    try file.append(data)
    bytes += data.count
  }

  private static func prefix(
    _ name: String, _ rowShape: [Int], _ others: [String], _ metadata: [String: String], _ path: String, rows: Int,
    checksum: String = String(repeating: "0", count: SafetensorsFormat.checksumDigits), length: Int = 0
  ) throws -> [UInt8] {
    try SafetensorsWriter.prefix(
      [(name, [rows] + rowShape)] + others.map { ($0, [rows]) }, metadata: metadata, checksum: checksum, path: path,
      length: length)
  }
}
