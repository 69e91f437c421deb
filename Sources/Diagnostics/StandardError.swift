import Foundation

/// Standard error of a program: every error begins with `error: `.
public enum StandardError {
  /// The beginning of a line that reports an error.
  public static let errorPrefix = "error: "

  /// Writes `message` as one `error:` line.
  public static func error(_ message: String) { line(errorPrefix, message) }

  /// Writes `message` as one `warning:` line.
  public static func warning(_ message: String) { line("warning: ", message) }

  /// Writes `message` as one `note:` line.
  public static func note(_ message: String) { line("note: ", message) }

  /// Writes an argument parser's message of wrong usage, several lines, whose `Error: ` becomes `error: `.
  public static func usage(_ message: String) {
    let parsers = "Error: "
    write(message.hasPrefix(parsers) ? errorPrefix + message.dropFirst(parsers.count) : message)
  }

  private static func line(_ prefix: String, _ message: String) {
    write(prefix + message.split(separator: "\n").joined(separator: " "))
  }

  private static func write(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
