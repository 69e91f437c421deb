internal import CArchive
internal import Diagnostics
internal import Foundation
import ImageFormats

/// A published digest of a file, or of the content of a gzipped file.
package struct Checksum: Hashable, Sendable, CustomStringConvertible {
  /// The digest algorithms.
  package enum Algorithm: String, Hashable, Sendable {
    case md5
    case sha256
  }

  /// The digest algorithm.
  package let algorithm: Algorithm
  /// Hexadecimal, lower case.
  package let digits: String
  /// Whether the digest is that of the inflated bytes, because mirrors have compressed them differently.
  package let isOfContent: Bool

  /// A published checksum.
  ///
  /// - Parameters:
  ///   - algorithm: the digest algorithm.
  ///   - digits: the digest in hexadecimal, in any letter case.
  ///   - isOfContent: whether the digest is that of the inflated bytes.
  package init(_ algorithm: Algorithm, _ digits: String, ofContent isOfContent: Bool = false) {
    (self.algorithm, self.digits, self.isOfContent) = (algorithm, digits.lowercased(), isOfContent)
  }

  package var description: String { "\(algorithm.rawValue) \(digits)" }

  /// Computes the same kind of checksum of the file at `path`.
  ///
  /// - Throws: `InputFileError`, `ImageFileError` when it cannot be read or inflated.
  func found(inFileAt path: String) throws -> Checksum {
    var digest = try Digest(algorithm)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { piece.deallocate() }
    if isOfContent {
      let input = try InflatingInput(path: path)
      var isCutShort = false
      while true {
        let got = try input.read(into: piece, isCutShort: &isCutShort)
        if got == 0 || isCutShort { break }
        digest.add(UnsafeRawBufferPointer(rebasing: piece[..<got]))
      }
    } else {
      let file = try RecordFile(path: path)
      for start in stride(from: 0, to: file.count, by: piece.count) {
        let end = min(start + piece.count, file.count)
        file.withBytes { digest.add(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
      }
    }
    return Checksum(algorithm, digest.finish(), ofContent: isOfContent)
  }
}

/// A digest computed by libarchive, which writes digests into listings in its mtree format.
struct Digest: ~Copyable {
  private let archive: OpaquePointer
  private let listing: UnsafeMutableRawBufferPointer
  private let used: UnsafeMutablePointer<Int>
  private let algorithm: Checksum.Algorithm

  init(_ algorithm: Checksum.Algorithm) throws {
    guard let archive = archive_write_new() else {
      throw ImageFileError(.noMemory, "no memory to compute a checksum")
    }
    self.algorithm = algorithm
    self.archive = archive
    listing = .allocate(byteCount: 4096, alignment: 16)
    used = .allocate(capacity: 1)
    used.initialize(to: 0)
    archive_write_set_format_mtree(archive)
    archive_write_set_options(archive, "!all,\(algorithm.rawValue)")
    archive_write_set_bytes_in_last_block(archive, 1)
    archive_write_open_memory(archive, listing.baseAddress, listing.count, used)
    let entry = archive_entry_new()
    archive_entry_set_pathname(entry, "file")
    archive_entry_set_filetype(entry, ArchiveInput.regularFile)
    // The length is not known in advance.
    archive_entry_set_size(entry, .max)
    archive_write_header(archive, entry)
    archive_entry_free(entry)
  }

  deinit {
    archive_write_free(archive)
    listing.deallocate()
    used.deallocate()
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let written = archive_write_data(archive, bytes.baseAddress, bytes.count)
    require(written == bytes.count, "libarchive cannot compute a digest")
  }

  /// The digest of all bytes added, in hexadecimal; empty if libarchive was built without the algorithm.
  mutating func finish() -> String {
    archive_write_close(archive)
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: listing[..<used.pointee]), as: UTF8.self)
    let key = algorithm == .md5 ? "md5digest=" : "sha256digest="
    guard let start = text.range(of: key)?.upperBound else { return "" }
    return String(text[start...].prefix { $0.isHexDigit })
  }
}
