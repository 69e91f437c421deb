import Crypto
import Foundation
import HTTPTypes
import Synchronization

/// Who may use the server: those with its token, and users with a password.
public final class AccessControl: Sendable {
  /// The minimum length of a token.
  public static let minTokenLength = 20

  private let tokenDigest: SHA256Digest?
  /// The digests of the token and of the hashes of passwords, which sessions hold; by user, nil for the token.
  private let credentials: [String?: String]
  private let users: [String: PasswordHash]
  /// Derived for names that are no user, so that those take as long as users do.
  private let nobody: PasswordHash
  let sessions: SessionTable
  let guesses = GuessLimits()
  /// The name of the cookie; servers of one host at several ports have several.
  let cookieName: String
  private let queue = DispatchQueue(label: "passwords")
  private let waiting = Mutex(0)
  private static let maxWaiting = 16

  /// Creates the control.
  ///
  /// - Parameters:
  ///   - token: What programs send as `Authorization: Bearer …`, and people enter; at least ``minTokenLength`` characters.
  ///   - users: The hashes of passwords by the names of their users.
  ///   - name: What tells this server from others of the same host, the same at every start; part of the cookie's name.
  ///   - sessions: The file that keeps people signed in when the server starts again, as long as their token or password is
  ///     the same; nil for none.
  public init(token: String?, users: [String: PasswordHash] = [:], name: String = "", sessions: String? = nil) {
    tokenDigest = token.map(Self.digest)
    self.users = users
    var credentials: [String?: String] = [:]
    if let token { credentials[nil] = SessionTable.digest("token \(SessionTable.digest(token))") }
    for (user, hash) in users { credentials[user] = SessionTable.digest("user \(user) \(hash.text)") }
    self.credentials = credentials
    self.sessions = SessionTable(file: sessions, isValid: Set(credentials.values).contains)
    nobody = PasswordHash(password: RandomText.make())
    cookieName = "hourglass-" + SHA256.hash(data: Data(name.utf8)).prefix(4).map { String(format: "%02x", $0) }.joined()
  }

  /// A token that nobody can guess: 256 random bits.
  public static func makeToken() -> String { RandomText.make() }

  /// Whether there is a token to enter.
  var hasToken: Bool { tokenDigest != nil }
  /// Whether there are users with passwords.
  var hasUsers: Bool { !users.isEmpty }

  /// Whether `token` is the server's; takes the same time for every text of a length.
  func isRight(token: String) -> Bool { tokenDigest.map { $0 == Self.digest(token) } ?? false }

  /// Whether `password` is the one of the user `name`.
  ///
  /// Passwords are derived one after another on a thread of their own, so that no more memory than for one is taken.
  /// - Throws: ``WebError`` with status 503 when many wait already.
  func isRight(password: String, of name: String) async throws -> Bool {
    let mayWait = waiting.withLock { waiting in
      guard waiting < Self.maxWaiting else { return false }
      waiting += 1
      return true
    }
    guard mayWait else {
      throw WebError(.serviceUnavailable, type: "busy", "many sign in at this moment; try again in a few seconds")
    }
    defer { waiting.withLock { $0 -= 1 } }
    let hash = users[name]
    return await withCheckedContinuation { continuation in
      queue.async { [nobody] in
        let isRight = (hash ?? nobody).matches(password)
        continuation.resume(returning: isRight && hash != nil)
      }
    }
  }

  /// Begins a session of the user called `name`, or of one who has the token; returns the text for the cookie.
  func startSession(ofUser name: String?) async -> String {
    await withCheckedContinuation { continuation in
      queue.async { [sessions, credentials] in
        continuation.resume(returning: sessions.start(name ?? "token", credential: credentials[name] ?? ""))
      }
    }
  }

  /// Ends the session of a cookie's text.
  func endSession(_ text: String) async {
    await withCheckedContinuation { continuation in
      queue.async { [sessions] in
        sessions.end(text)
        continuation.resume()
      }
    }
  }

  private static func digest(_ token: String) -> SHA256Digest { SHA256.hash(data: Data(token.utf8)) }
}
