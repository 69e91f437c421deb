import Foundation
import TestSupport
import Testing

/// The commands and flags of every released version are still there.
@Suite struct ReleasedCommandLineTests {
  /// What the program says of a command, as far as it matters here.
  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind, name: String
        var written: String { (kind == "long" ? "--" : "-") + name }
      }
      let names: [Name]?
    }
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// The commands below this one and the flags of all, each after the names of its command: `train --model`.
    func lines(after names: [String] = []) -> [String] {
      let flags = (arguments ?? []).flatMap { $0.names ?? [] }.map { (names + [$0.written]).joined(separator: " ") }
      let commands = (subcommands ?? []).flatMap { command in
        let names = names + [command.commandName]
        return [names.joined(separator: " ")] + command.lines(after: names)
      }
      return flags + commands
    }
  }

  private struct Help: Decodable { let command: Command }

  /// The files of `Tests/CommandLines`, one for each version.
  private static let versions: [URL] =
    (try? SourceTree.files(below: "Tests/CommandLines", withExtensions: ["txt"])) ?? []

  @Test func `every command and flag of a version is known`() throws {
    let outcome = try Program()("--experimental-dump-help")
    let known = Set(try JSONDecoder().decode(Help.self, from: Data(outcome.output.utf8)).command.lines())
    try #require(!Self.versions.isEmpty)
    for version in Self.versions {
      let wanted = try String(contentsOf: version, encoding: .utf8).split(separator: "\n").map(String.init)
      #expect(wanted.count > 300)
      let missing = wanted.filter { !known.contains($0) }
      #expect(missing.isEmpty, "\(version.lastPathComponent): \(missing)")
    }
  }
}
