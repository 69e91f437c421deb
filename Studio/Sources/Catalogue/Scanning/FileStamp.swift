public import Foundation

/// What tells that a file or folder has changed: another one, another length, or another time.
public struct FileStamp: Hashable, Sendable {
  /// The file's number on its file system.
  public var number: UInt64
  /// The length in bytes.
  public var size: Int64
  /// Nanoseconds since 1970.
  public var modified: Int64

  /// The stamp of what is at `path`; nil where nothing is.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    number = UInt64(status.st_ino)
    size = Int64(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// When it changed last.
  public var date: Date { Date(timeIntervalSince1970: Double(modified) / 1e9) }

  /// The three numbers as a text of letters, digits and hyphens.
  public var text: String {
    let numbers = [number, UInt64(bitPattern: size), UInt64(bitPattern: modified)]
    return numbers.map { String($0, radix: 36) }.joined(separator: "-")
  }
}
