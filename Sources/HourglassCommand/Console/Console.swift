import Foundation
import Synchronization

/// Where words for a person go.
enum Console {
  /// Whether standard output is a terminal that can draw over a line.
  static let isTerminal =
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] ?? "dumb" != "dumb"

  /// Columns of the terminal.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Text on standard output, at once and without a line's end.
  static func draw(_ text: String) {
    print(text, terminator: "")
    fflush(nil)
  }

  /// One `error:` line on standard error.
  static func error(_ message: String) { line("error", message) }

  /// The parser's message for wrong usage on standard error, which begins like other errors.
  static func usage(_ message: String) {
    let text = message.hasPrefix("Error: ") ? "error: " + message.dropFirst("Error: ".count) : message
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }

  /// One `warning:` line on standard error.
  static func warning(_ message: String) { line("warning", message) }

  private static func line(_ kind: String, _ message: String) {
    let line = message.split(separator: "\n").joined(separator: " ")
    FileHandle.standardError.write(Data("\(kind): \(line)\n".utf8))
  }

  private static let noted = Mutex<Set<String>>([])

  /// One `note:` line on standard error; the same sentence is written once.
  @Sendable static func note(_ message: String) {
    guard noted.withLock({ $0.insert(message).inserted }) else { return }
    line("note", message)
  }
}
