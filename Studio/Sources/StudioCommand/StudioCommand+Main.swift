import ArgumentParser
import Foundation

extension StudioCommand {
  /// Runs the command; an error is one line on standard error, with status 1, and wrong usage has status 64.
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
      guard code == .failure, !(error is ExitCode) else { exit(withError: error) }
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      Foundation.exit(code.rawValue)
    }
  }
}

/// Something that the command cannot do, in one sentence.
struct Refusal: Error, CustomStringConvertible { let description: String }
