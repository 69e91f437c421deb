internal import Files
internal import Foundation
internal import Synchronization

/// A read-only file mapped into memory that keeps few pages resident, whatever its size.
///
/// The bytes of a small file are used where they are mapped. Those of a large one are copied from the system's cache, and
/// pages read through the map are released from time to time.
final class MappedFile: Sendable {
  /// The file's bytes.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// The open file from which bytes are copied; nil for a small file.
  private let descriptor: Int32?
  private let looked = Atomic<Int>(0)

  /// The maximum length in bytes of a file that may stay resident.
  private static let small = 128 << 20
  /// Bytes read through the map of a large file before its pages are released; the system maps neighbours too.
  private static let maxLooked = 16 << 20

  /// Maps a file of at least one byte; nil when the system refuses, with the reason in `errno`.
  init?(_ file: borrowing InputFile) {
    guard let start = mmap(nil, file.count, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED else {
      return nil
    }
    bytes = UnsafeRawBufferPointer(start: start, count: file.count)
    descriptor = file.count > Self.small ? fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0) : nil
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    if let descriptor, descriptor >= 0 { close(descriptor) }
  }

  /// Calls `body` with the bytes of `range`, valid during the call.
  ///
  /// If a large file was truncated meanwhile, the missing bytes are zero.
  @inline(__always)
  func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    guard let descriptor, descriptor >= 0 else { return try body(UnsafeRawBufferPointer(rebasing: bytes[range])) }
    return try withUnsafeTemporaryAllocation(byteCount: range.count, alignment: 64) { copy in
      var filled = 0
      while filled < range.count {
        let got = pread(descriptor, copy.baseAddress! + filled, range.count - filled, off_t(range.lowerBound + filled))
        guard got > 0 else {
          if got < 0, errno == EINTR { continue }
          UnsafeMutableRawBufferPointer(rebasing: copy[filled...]).initializeMemory(as: UInt8.self, repeating: 0)
          break
        }
        filled += got
      }
      return try body(UnsafeRawBufferPointer(copy))
    }
  }

  /// Counts bytes read through the map, by any thread, and releases pages when there are many.
  @inline(__always)
  func noteLook(_ count: Int) {
    guard descriptor != nil else { return }
    let sum = looked.add(count, ordering: .relaxed).newValue
    if sum >= Self.maxLooked, sum - count < Self.maxLooked { releasePages() }
  }

  private func releasePages() {
    looked.store(0, ordering: .relaxed)
    madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, MADV_DONTNEED)
  }
}
