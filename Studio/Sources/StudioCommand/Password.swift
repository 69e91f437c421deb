import ArgumentParser
import Foundation
import Web

/// The command that makes a line of the file of users.
struct Password: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the line of a user for --password-file.",
    discussion: """
      Asks for the password at the terminal, or reads its first line from standard input.

        hourglass studio password ada >> users
      """)

  @Argument(help: "The user's name: 1 to 64 letters, digits or any of . _ @ -")
  var name: String

  func validate() throws {
    guard AccessControl.isUserName(name) else {
      throw ValidationError("expected a name of 1 to 64 letters, digits or any of . _ @ -, got \(name)")
    }
  }

  func run() throws {
    let password: String
    if isatty(STDIN_FILENO) == 1 {
      password = try Self.asked("Password of \(name): ")
      guard try Self.asked("The same again: ") == password else { throw Refusal(description: "the two differ") }
    } else {
      password = readLine() ?? ""
    }
    guard (8...512).contains(password.count) else {
      throw Refusal(description: "expected a password of 8 to 512 characters, got \(password.count)")
    }
    print("\(name):\(PasswordHash(password: password).text)")
  }

  /// What is typed after `question`, without showing it.
  private static func asked(_ question: String) throws -> String {
    FileHandle.standardError.write(Data(question.utf8))
    var shown = termios()
    tcgetattr(STDIN_FILENO, &shown)
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
    defer {
      tcsetattr(STDIN_FILENO, TCSANOW, &shown)
      FileHandle.standardError.write(Data("\n".utf8))
    }
    return readLine() ?? ""
  }
}
