import ArgumentParser
import Foundation
import Hourglass

extension StudioCommand {
  /// Runs the command; errors are reported as `hourglass` does, with status 1, and 64 for wrong usage.
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let code = exitCode(for: error)
      if code == .failure, !(error is ExitCode) {
        StandardError.error("\(error)")
      } else {
        let message = fullMessage(for: error)
        if code == .success { print(message) } else if !message.isEmpty { StandardError.usage(message) }
      }
      Foundation.exit(code.rawValue)
    }
  }
}

/// Something that the command cannot do, in one sentence.
struct Refusal: Error, CustomStringConvertible { let description: String }
