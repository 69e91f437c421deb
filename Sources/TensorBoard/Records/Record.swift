internal import Files

/// The framing of TensorFlow's record files.
///
/// A record is the data's length (8 bytes), the length's masked checksum (4), the data, the data's masked checksum (4);
/// all little-endian, checksums by `CRC32C`.
package enum Record {
  /// The bytes before the data.
  package static let headerLength = 12
  /// The bytes after the data.
  package static let trailerLength = 4

  /// Appends a record of `data` to `bytes`.
  package static func append(_ data: [UInt8], to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + headerLength + data.count + trailerLength)
    withUnsafeBytes(of: UInt64(data.count).littleEndian) { length in
      bytes.append(contentsOf: length)
      appendChecksum(of: length, to: &bytes)
    }
    bytes.append(contentsOf: data)
    data.withUnsafeBytes { appendChecksum(of: $0, to: &bytes) }
  }

  private static func appendChecksum(of data: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: CRC32C.masked(data).littleEndian) { bytes.append(contentsOf: $0) }
  }
}
