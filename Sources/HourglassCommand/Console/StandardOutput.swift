@preconcurrency import Foundation

/// Standard output, whose errors must not go unnoticed.
enum StandardOutput {
  /// Writes what is buffered.
  ///
  /// A reader that has closed its pipe, such as `head`, has what it wants and is no error.
  /// - Throws: ``OutputError`` when some output could not be written.
  static func finish() throws {
    let isFlushed = fflush(stdout) == 0
    let number = errno
    guard !isFlushed || ferror(stdout) != 0 else { return }
    var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    if poll(&descriptor, 1, 0) == 1, descriptor.revents & Int16(POLLERR) != 0 { return }
    throw OutputError(number: isFlushed ? nil : number)
  }
}
