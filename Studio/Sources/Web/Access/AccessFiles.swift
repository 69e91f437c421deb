import Foundation
import HTTPTypes

extension AccessControl {
  /// The token in a file: its first line.
  ///
  /// - Throws: ``WebError`` where the file cannot be read or the token is short.
  public static func token(inFile path: String) throws(WebError) -> String {
    let token = try text(path).split(whereSeparator: \.isNewline).first.map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard let token, token.count >= minTokenLength, token.utf8.allSatisfy({ (33...126).contains($0) }) else {
      throw refusal(
        "the token in \(path) must have at least \(minTokenLength) letters, digits or signs; "
          + "make one with: openssl rand -hex 32")
    }
    return token
  }

  /// The users in a file: `name:hash` a line, as `hourglass-studio password` prints it; lines with `#` are comments.
  ///
  /// - Throws: ``WebError`` where the file cannot be read, a line is none of these, or there is no user.
  public static func users(inFile path: String) throws(WebError) -> [String: PasswordHash] {
    var users: [String: PasswordHash] = [:]
    for (index, line) in try text(path).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, isUserName(String(parts[0])), let hash = PasswordHash(String(parts[1])) else {
        throw refusal(
          "\(path), line \(index + 1): expected name:hash; make the line with: hourglass-studio password NAME >> \(path)"
        )
      }
      users[String(parts[0])] = hash
    }
    guard !users.isEmpty else {
      throw refusal("\(path) has no user; add one with: hourglass-studio password NAME >> \(path)")
    }
    return users
  }

  /// Whether `name` can be the name of a user: 1 to 64 letters, digits, `.`, `_`, `@` or `-` of ASCII.
  public static func isUserName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789._@-".unicodeScalars.contains($0))
      }
  }

  private static func text(_ path: String) throws(WebError) -> String {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return String(decoding: data.prefix(1 << 20), as: UTF8.self)
    } catch {
      throw refusal("cannot read \(path): \(String(cString: strerror(errno)))")
    }
  }

  private static func refusal(_ message: String) -> WebError {
    WebError(.internalServerError, type: "access", message)
  }
}
