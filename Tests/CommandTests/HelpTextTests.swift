import Foundation
import Testing

/// What `--help` says of each command.
@Suite struct HelpTextTests {
  private struct Command: Decodable {
    let commandName: String
    let discussion: String?
    let subcommands: [Command]?

    /// This command and all below it.
    var all: [Command] { [self] + (subcommands ?? []).flatMap(\.all) }
  }

  private struct Help: Decodable { let command: Command }

  /// A line that breaks by itself is broken again where a terminal is narrower.
  @Test func `a paragraph is one line, which is broken where the terminal ends, and examples fit`() throws {
    let outcome = try Program()("--experimental-dump-help")
    let commands = try JSONDecoder().decode(Help.self, from: Data(outcome.output.utf8)).command.all
    #expect(commands.count > 40)
    for command in commands {
      let lines = (command.discussion ?? "").components(separatedBy: "\n")
      for (line, next) in zip(lines, lines.dropFirst()) where !line.isEmpty && !line.hasPrefix("  ") {
        #expect(next.isEmpty || next.hasPrefix("  "), "\(command.commandName): \(line)")
      }
      for line in lines where line.hasPrefix("  ") { #expect(line.count < 80, "\(command.commandName): \(line)") }
    }
  }
}
