internal import Files
internal import Foundation

/// The size of a file, and what identifies its content without reading it.
struct FileStatus: Sendable {
  /// The size in bytes; -1 where there is no such file.
  let bytes: Int
  /// Identifies the content among all files of the file system, on whichever host it is seen.
  ///
  /// A copy has another stamp, and so has the file after a change. Nil where the file system records whole seconds alone.
  let stamp: UInt64?

  init(bytes: Int, stamp: UInt64? = nil) { (self.bytes, self.stamp) = (bytes, stamp) }

  /// Looks up the file at `path`; links are followed.
  init(_ path: UnsafePointer<CChar>) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self.init(bytes: -1)
      return
    }
    // Unlike the time of its last change, which copying preserves, the time of its status is the file system's own.
    #if canImport(Darwin)
      let changed = status.st_ctimespec
    #else
      let changed = status.st_ctim
    #endif
    let numbers = [Int64(status.st_ino), Int64(changed.tv_sec), Int64(changed.tv_nsec), Int64(status.st_size)]
    self.init(bytes: Int(status.st_size), stamp: changed.tv_nsec == 0 ? nil : digest(numbers))
  }
}

/// A number that the numbers determine.
func digest<Number: FixedWidthInteger & BitwiseCopyable>(_ numbers: [Number]) -> UInt64 {
  numbers.withUnsafeBytes { FNV1a.digest(Array($0)) }
}
