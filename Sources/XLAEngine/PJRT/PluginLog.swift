internal import Files
internal import Foundation
internal import Synchronization

/// What plugins print on standard error, kept in a file.
///
/// While a plugin is called, standard error of the process is the file. Lines of this process that arrive there meanwhile,
/// which begin like errors, warnings and notes of Hourglass, are passed on.
public enum PluginLog {
  /// The file: `$XDG_STATE_HOME/hourglass/device.log`, else `~/.local/state/hourglass/device.log`, else one in the
  /// folder for temporary files.
  public static let path: String = path(environment: ProcessInfo.processInfo.environment)

  /// The maximum size of the file in bytes; above it the file is renamed to `device.log.1`.
  static let greatest = 8 << 20

  private struct State {
    /// The calls that are under way.
    var depth = 0
    /// The file, once it is open.
    var file: Int32?
    /// Standard error as it was.
    var original: Int32 = -1
    /// Where the file ended before the call.
    var end: off_t = 0
  }

  private static let state = Mutex(State())

  static func path(environment: [String: String]) -> String {
    let folder: String
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      folder = state
    } else if let home = environment["HOME"], !home.isEmpty {
      folder = "\(home)/.local/state"
    } else {
      folder = NSTemporaryDirectory()
    }
    return "\(folder)/hourglass/device.log"
  }

  /// Does `work` with standard error in the file; where the file cannot be opened, on standard error.
  package static func keeping<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
    state.withLock { begin(&$0) }
    defer { state.withLock { end(&$0) } }
    return try work()
  }

  private static func begin(_ state: inout State) {
    state.depth += 1
    guard state.depth == 1 else { return }
    if state.file == nil { state.file = opened() }
    guard let file = state.file, file >= 0 else { return }
    state.end = lseek(file, 0, SEEK_END)
    state.original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    if state.original >= 0 { dup2(file, STDERR_FILENO) }
  }

  private static func end(_ state: inout State) {
    state.depth -= 1
    guard state.depth == 0, let file = state.file, state.original >= 0 else { return }
    dup2(state.original, STDERR_FILENO)
    close(state.original)
    state.original = -1
    let end = lseek(file, 0, SEEK_END)
    if end > state.end { passOn(file, from: state.end, count: Int(end - state.end)) }
  }

  /// Writes what is ours to standard error.
  private static func passOn(_ file: Int32, from start: off_t, count: Int) {
    var bytes = [UInt8](repeating: 0, count: min(count, 1 << 20))
    let read = pread(file, &bytes, bytes.count, start)
    guard read > 0 else { return }
    for line in bytes[..<read].split(separator: UInt8(ascii: "\n")) where isOurs(line) {
      FileHandle.standardError.write(Data(line + [UInt8(ascii: "\n")]))
    }
  }

  /// Whether a line begins like those that Hourglass writes.
  static func isOurs(_ line: ArraySlice<UInt8>) -> Bool {
    ["error: ", "warning: ", "note: "].contains { line.starts(with: $0.utf8) }
  }

  private static func opened() -> Int32 {
    try? Folder.make((path as NSString).deletingLastPathComponent)
    var status = stat()
    if stat(path, &status) == 0, status.st_size > greatest { rename(path, path + ".1") }
    let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return file }
    let heading = "== \(Date.now.formatted(.iso8601)), process \(getpid())\n"
    _ = heading.utf8CString.withUnsafeBytes { write(file, $0.baseAddress, $0.count - 1) }
    return file
  }
}
