internal import Foundation
internal import Synchronization

/// A file mapped into memory, read-only, of which little stays resident however great it is.
///
/// Bytes of a small file are used where they are mapped. Those of a greater one are copied from the system's cache, and
/// pages that were looked at through the map are let go from time to time.
final class MappedFile: Sendable {
  /// The file's bytes.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// Open as long as this object lives where bytes are copied; nil for a small file.
  private let descriptor: Int32?
  private let looked = Atomic<Int>(0)

  /// A file of up to so many bytes may stay resident as a whole.
  private static let small = 128 << 20
  /// Bytes that are looked at through the map of a greater one before pages are let go; the system maps neighbours too.
  private static let mostLooked = 16 << 20

  /// Maps the first `count` bytes, at least one, of the open file; nil where the system refuses, as `errno` says.
  init?(descriptor: Int32, count: Int) {
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else { return nil }
    bytes = UnsafeRawBufferPointer(start: start, count: count)
    self.descriptor = count > Self.small ? fcntl(descriptor, F_DUPFD_CLOEXEC, 0) : nil
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    if let descriptor, descriptor >= 0 { close(descriptor) }
  }

  /// Calls `body` with the bytes of `range`, which must not be used after it.
  ///
  /// What somebody has cut off a great file meanwhile reads as zeros.
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

  /// Notes that so many bytes were looked at through the map, by any thread.
  ///
  /// Pages are let go where that makes it many.
  @inline(__always)
  func noteLook(_ count: Int) {
    guard descriptor != nil else { return }
    let sum = looked.add(count, ordering: .relaxed).newValue
    if sum >= Self.mostLooked, sum - count < Self.mostLooked { letGo() }
  }

  private func letGo() {
    looked.store(0, ordering: .relaxed)
    madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, MADV_DONTNEED)
  }
}
