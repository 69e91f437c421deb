import Foundation
import TestSupport

/// A Python program that runs until this object goes or the tests' process ends, however that ends.
///
/// It writes to a file, because a pipe would be inherited by other tests' processes.
final class PythonProcess: Sendable {
  private let process = Process()
  private let output: String
  /// Held open; the program ends when it is closed.
  private let life = Pipe()

  /// Runs the program that `arguments` name as Python's own do: a path, or `-m` and a module; then what it is given.
  init(_ arguments: [String], output: String) throws {
    self.output = output
    try put([], at: output)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [Python.program, "-u", "-c", Self.program] + arguments
    process.standardInput = life
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    try? life.fileHandleForWriting.close()
    // A signal that can be blocked may be: threads of a dispatch queue pass their masks on to the processes they start.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static let program = """
    import os, runpy, sys, threading
    def end():
      sys.stdin.buffer.read()
      os._exit(0)
    threading.Thread(target=end, daemon=True).start()
    sys.argv.pop(0)
    if sys.argv[0] == '-m':
      sys.argv.pop(0)
      runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)
    else:
      runpy.run_path(sys.argv[0], run_name='__main__')
    """

  /// The first line that it says; empty where it ends before.
  func line() throws -> String {
    while true {
      let isRunning = process.isRunning
      let said = try String(contentsOfFile: output, encoding: .utf8)
      if let end = said.firstIndex(of: "\n") { return String(said[..<end]) }
      if !isRunning { return "" }
      usleep(2000)
    }
  }
}
