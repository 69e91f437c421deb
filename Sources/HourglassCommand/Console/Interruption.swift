import ArgumentParser
import Clusters
import Foundation
import Synchronization

/// Notices Ctrl-C, a request to end and a terminal that is closed, so that the run can finish its step and save.
enum Interruption {
  /// The signal that came first; 0 while none has.
  private static let signal = Atomic<Int32>(0)

  /// Starts watching; a second Ctrl-C ends the process at once.
  static func watch() {
    // A parent that blocks signals in its threads, as servers do, hands that down.
    var signals = sigset_t()
    sigemptyset(&signals)
    defer { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    for number in [SIGINT, SIGTERM, SIGHUP] {
      sigaddset(&signals, number)
      let previous = Foundation.signal(number) { number in
        // Only what is safe within a signal handler: a number, and the way out.
        // A closed terminal and its shell may both send SIGHUP.
        if Interruption.signal.exchange(number, ordering: .relaxed) != 0, number != SIGHUP { _exit(128 + number) }
      }
      // A run under nohup outlives its terminal.
      let isIgnored = unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if number == SIGHUP, isIgnored { Foundation.signal(SIGHUP, SIG_IGN) }
    }
  }

  /// Watches during `body`, which asks the closure it is given whether to stop, and throws then.
  ///
  /// - Throws: an exit code when asked to stop, after the error is printed; else what `body` throws.
  static func watching<Result>(_ body: (() -> Bool) throws -> Result) throws -> Result {
    watch()
    do {
      return try body { isRequested }
    } catch  where isRequested {
      Console.error("\(error)")
      throw ExitCode(exitCode)
    }
  }

  /// Whether the process was asked to stop.
  static var isRequested: Bool { signal.load(ordering: .relaxed) != 0 }

  /// The exit code of a process that a signal has ended, as shells count them: 130 after Ctrl-C.
  static var exitCode: Int32 { 128 + signal.load(ordering: .relaxed) }

  /// The exit code after a signal that any process of a run received: one for all; nil where none has received one.
  ///
  /// Every process makes the same call.
  static func exitCode(ofAny communicator: any Communicator) -> Int32? {
    let signals = communicator.gather(signal.load(ordering: .relaxed))
    return signals.first { $0 != 0 }.map { 128 + $0 }
  }
}
