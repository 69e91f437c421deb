internal import CZLib
import ImageShapes

/// The bytes of images in pieces, for the comparison of copies of a data set on several hosts.
///
/// Pieces are the files or records that the images are stored in, which are read without decoding, or the images' pixels.
package struct ImagePieces: Sendable {
  /// What is known of the pieces without reading them.
  package struct Overview: Codable, Hashable, Sendable {
    /// The number of pieces.
    package let count: Int
    /// The bytes of all pieces.
    package let bytes: Int
    /// Identifies the size of each piece.
    package let sizes: UInt64
    /// Identifies the content on any host that sees the same files; nil where the file system does not say enough.
    package let files: UInt64?
  }

  /// Calls `body` with the bytes of a piece.
  typealias Reader = @Sendable (_ piece: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Void

  package let overview: Overview
  private let sizes: [Int]
  private let title: @Sendable (_ piece: Int) -> String
  private let read: Reader

  /// Looks up the size of each piece.
  ///
  /// - Parameters:
  ///   - count: The number of pieces.
  ///   - files: The files that the pieces are parts of; empty where each is a file of its own.
  ///   - threads: The threads that look.
  ///   - status: The size of a piece, or the status of its file.
  ///   - title: The name of a piece in messages.
  ///   - read: Calls its argument with the bytes of a piece.
  init(
    count: Int, of files: [String] = [], threads: Int, status: @Sendable (Int) -> FileStatus,
    title: @escaping @Sendable (Int) -> String, read: @escaping Reader
  ) {
    let pieces = Self.values(count: count, threads: threads, status)
    let stamps = (files.isEmpty ? pieces : files.map { FileStatus($0) }).map(\.stamp)
    sizes = pieces.map(\.bytes)
    overview = Overview(
      count: count, bytes: sizes.reduce(0) { $0 + max($1, 0) }, sizes: digest(sizes),
      files: stamps.isEmpty || stamps.contains(nil) ? nil : digest(stamps.compactMap(\.self)))
    (self.title, self.read) = (title, read)
  }

  /// The pixels of each image.
  package init(pixelsOf images: any ImageSource, threads: Int) {
    let bytes = images.bytesPerImage * (images.hasFractions ? MemoryLayout<Float>.size : 1)
    self.init(count: images.count, threads: threads) { _ in
      FileStatus(bytes: bytes)
    } title: {
      images.title(of: $0)
    } read: { index, body in
      // An image that cannot be read is black, as it is in memory.
      if images.hasFractions {
        ((try? images.levels(at: index)) ?? [Float](repeating: 0, count: images.shape.elements)).withUnsafeBytes(body)
      } else {
        ((try? images.pixels(at: index)) ?? [UInt8](repeating: 0, count: bytes)).withUnsafeBytes(body)
      }
    }
  }

  /// A number for each piece that its size and its bytes determine.
  ///
  /// Of more than `limit` bytes in all, evenly spread pieces of about as many are read; of the others the size counts alone.
  /// - Parameters:
  ///   - limit: The bytes to read; 0 for none.
  ///   - threads: The threads that read.
  package func digests(limit: Int, threads: Int) -> [UInt64] {
    let step = limit > 0 ? max(1, (overview.bytes - 1) / limit + 1) : .max
    return Self.values(count: sizes.count, threads: threads) { piece in
      var (size, checksum) = (sizes[piece], UInt(0))
      if limit > 0, piece.isMultiple(of: step) {
        do {
          try read(piece) { bytes in
            size = bytes.count
            checksum = UInt(crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
          }
        } catch {
          size = -1
        }
      }
      return UInt64(truncatingIfNeeded: size) << 32 | UInt64(checksum)
    }
  }

  /// Identifies a list of digests.
  package static func sum(of digests: [UInt64]) -> UInt64 { digest(digests) }

  /// The name in messages of the first piece whose digest is not that of `expected`; nil where all are the same.
  package func firstDifference(_ digests: [UInt64], _ expected: [UInt64]) -> String? {
    let piece = zip(digests, expected).enumerated().first { $1.0 != $1.1 }?.offset
    if let piece { return title(piece) }
    guard digests.count != expected.count else { return nil }
    return "\(digests.count) files or records instead of \(expected.count)"
  }

  private static func values<Value: Sendable>(
    count: Int, threads: Int, _ value: @Sendable (Int) -> Value
  ) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let buffer = buffer
      forEachPiece(of: count, threads: threads) { pieces in
        for piece in pieces { buffer.initializeElement(at: piece, to: value(piece)) }
      }
      initialized = count
    }
  }
}
