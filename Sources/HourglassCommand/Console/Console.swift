import Clusters
import Foundation
import Hourglass
import Synchronization

/// Where words for a person go.
enum Console {
  /// Whether standard output is a terminal that can draw over a line.
  ///
  /// Open MPI's mpirun gives its processes a terminal of its own, wherever its output goes: theirs is treated as a file.
  static let isTerminal =
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] ?? "dumb" != "dumb"
    && !Clusters.isLaunched(environment: ProcessInfo.processInfo.environment)

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

  /// What lines of another process than the first of a run begin with: `rank 1 of 4: `.
  private static let rank: String = {
    let launched = Clusters.launched(environment: ProcessInfo.processInfo.environment)
    guard let (rank, size) = launched, rank > 0 else { return "" }
    return "rank \(rank) of \(size): "
  }()

  /// One `error:` line on standard error.
  static func error(_ message: String) { StandardError.error(rank + message) }

  /// One `warning:` line on standard error.
  static func warning(_ message: String) { StandardError.warning(rank + message) }

  private static let noted = Mutex<Set<String>>([])

  /// One `note:` line on standard error; the same sentence is written once.
  @Sendable static func note(_ message: String) {
    guard noted.withLock({ $0.insert(message).inserted }) else { return }
    StandardError.note(rank + message)
  }
}
