import Crypto
import Foundation
import Synchronization

/// Who is signed in, by the digest of the random text in their cookie.
///
/// The table lives as long as the server; a text that was read from it would open nothing.
final class SessionTable: Sendable {
  private struct Session {
    let user: String
    let end: Date
  }

  /// How long a session lasts.
  static let duration = 7 * 86_400.0

  private let maxSessions: Int
  private let sessions = Mutex<[SHA256Digest: Session]>([:])

  /// Makes a table without sessions.
  ///
  /// - Parameter maxSessions: When there are more, the one that would end first ends.
  init(maxSessions: Int = 1000) { self.maxSessions = maxSessions }

  /// Starts a session, and returns the text for the cookie.
  func start(_ user: String, now: Date = Date()) -> String {
    let text = RandomText.make()
    sessions.withLock { sessions in
      if sessions.count >= maxSessions {
        sessions = sessions.filter { $0.value.end > now }
        if sessions.count >= maxSessions, let first = sessions.min(by: { $0.value.end < $1.value.end }) {
          sessions[first.key] = nil
        }
      }
      sessions[Self.digest(text)] = Session(user: user, end: now + Self.duration)
    }
    return text
  }

  /// The user whose session `text` is; nil where there is none, or where it has ended.
  func user(_ text: String, now: Date = Date()) -> String? {
    sessions.withLock { $0[Self.digest(text)] }.flatMap { $0.end > now ? $0.user : nil }
  }

  /// Ends the session of `text`.
  func end(_ text: String) { sessions.withLock { $0[Self.digest(text)] = nil } }

  /// The number of sessions.
  var count: Int { sessions.withLock(\.count) }

  private static func digest(_ text: String) -> SHA256Digest { SHA256.hash(data: Data(text.utf8)) }
}

/// Random texts that nobody can guess.
enum RandomText {
  /// 256 random bits, in letters, digits, `-` and `_`.
  static func make() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
