import ArgumentParser
import Hourglass

/// The text for wrong usage: what is wrong, the usage of the command, and where its help is.
struct WrongUsage {
  /// The program.
  let root: any ParsableCommand.Type
  /// The arguments that were given.
  let arguments: [String]

  /// The text for `error`, which the parser, or the command while it ran, has thrown.
  func text(for error: any Error) -> String {
    let text = root.fullMessage(for: error)
    if error is ValidationError {
      // The parser knows no command of an error that a command throws while it runs.
      let (command, words) = named
      return "Error: \(root.message(for: error))\nUsage: \(root.usageString(for: command))\n"
        + "  See '\(words) --help' for more information."
    }
    let end = text.firstIndex(of: "\n") ?? text.endIndex
    let line = String(text[..<end])
    return (unknownOption(line) ?? Self.wrongValue(line) ?? line) + text[end...]
  }

  private func unknownOption(_ line: String) -> String? {
    line.prefixMatch(of: /Error: Unknown option '(--?[^']+)'/).map { match in
      "Error: no such option (got \(match.1))\(advice(for: String(match.1)))"
    }
  }

  /// `--epochs: expected …, got 0` for the parser's line about a value that an option or an argument does not take.
  private static func wrongValue(_ line: String) -> String? {
    let sentence = /Error: The value '(.*)' is invalid for '([^ ']+)[^']*'(.*)/
    guard let match = line.wholeMatch(of: sentence) else { return nil }
    let (value, name, rest) = (match.1, match.2, match.3)
    let what =
      if let list = rest.wholeMatch(of: /\. Please provide one of (.*)\./) {
        "expected \(list.1.replacing("'", with: "")), got \(value)"
      } else if rest.hasPrefix(": ") {
        String(rest.dropFirst(2))
      } else {
        "the value does not fit (got \(value))"
      }
    // Some sentences begin with the name of the option or of its setting.
    let places = ["\(name): ", "\(name.drop { $0 == "-" }.replacing("-", with: "_")): "]
    let place = places.first { what.hasPrefix($0) } ?? ""
    return "Error: \(name): \(what.dropFirst(place.count))"
  }

  /// The command that the arguments name, and the words for it.
  private var named: (command: any ParsableCommand.Type, words: String) {
    var (command, words): (any ParsableCommand.Type, _) = (root, root._commandName)
    for word in arguments {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else { break }
      (command, words) = (next, "\(words) \(word)")
    }
    return (command, words)
  }

  /// `; did you mean --model?`, or nothing where no option of the command is close to `option`.
  private func advice(for option: String) -> String {
    let command = named.command
    let help = root.helpMessage(for: command.configuration.defaultSubcommand ?? command, columns: 80)
    let known = help.split(separator: "\n").filter { $0.hasPrefix("  -") }.flatMap { line in
      line.matches(of: /[ ,] --([a-z0-9-]+)/).map { String($0.1) }
    }
    let word = String(option.drop { $0 == "-" })
    // Such as lr for learning-rate.
    let abbreviated = known.filter { name in String(name.split(separator: "-").compactMap(\.first)) == word }
    let meant = abbreviated.count == 1 ? abbreviated[0] : nearestName(to: word, among: known)
    return meant.map { "; did you mean --\($0)?" } ?? ""
  }
}
