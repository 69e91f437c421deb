import ArgumentParser
import Hourglass

/// Names of subcommands, checked before the parser takes an unknown one for a value.
enum SubcommandName {
  /// Rejects an unknown subcommand of `command` among `arguments`, naming the nearest.
  ///
  /// - Throws: `ValidationError`.
  static func check(_ arguments: [String], of command: any ParsableCommand.Type, path: String = "hourglass") throws {
    let subcommands = command.configuration.subcommands
    guard !subcommands.isEmpty, let word = arguments.first, !word.hasPrefix("-") else { return }
    // The parser prints the program's own help for an unknown name after `help`.
    if word == "help", path == "hourglass" { return try check(Array(arguments.dropFirst()), of: command, path: path) }
    if let next = subcommands.first(where: { name($0) == word }) {
      return try check(Array(arguments.dropFirst()), of: next, path: "\(path) \(word)")
    }
    let names = subcommands.map(name)
    throw ValidationError(
      "\(path): no such subcommand (got \(word)); \(knownNames(names, insteadOf: word))")
  }

  private static func name(_ command: any ParsableCommand.Type) -> String { command._commandName }
}
