import Crypto
import Foundation
import Synchronization

/// Who is signed in, by the digest of the random text in their cookie.
///
/// Where the table has a file, sessions outlive the server. The file holds digests alone, so that whoever reads it can open
/// nothing, and nobody but its owner may read it.
final class SessionTable: Sendable {
  /// A session, as it stands in the file.
  private struct Session: Codable {
    /// The digest of the cookie's text, in hexadecimal digits.
    let digest: String
    let user: String
    /// The digest of the token or the password that the session was begun with.
    let credential: String
    var end: Date
  }

  /// How long a session lasts.
  static let duration = 7 * 86_400.0
  /// The maximum size of the file in bytes.
  private static let maxBytes = 1 << 20

  private let maxSessions: Int
  private let file: String?
  private let sessions: Mutex<[String: Session]>

  /// Makes a table with the sessions of `file` that have not ended.
  ///
  /// - Parameters:
  ///   - maxSessions: When there are more, the one that would end first ends.
  ///   - file: Where sessions are kept; nil for in memory alone.
  ///   - isValid: Whether a session with this credential may go on; others were begun with a token or a password that is no
  ///     longer valid.
  init(
    maxSessions: Int = 1000, file: String? = nil, now: Date = Date(), isValid: (String) -> Bool = { _ in true }
  ) {
    (self.maxSessions, self.file) = (maxSessions, file)
    let stored = file.map(Self.read) ?? []
    var valid: [String: Session] = [:]
    for var session in stored where session.end > now && isValid(session.credential) {
      // A clock that was moved back makes no session last longer.
      session.end = min(session.end, now + Self.duration)
      valid[session.digest] = session
    }
    sessions = Mutex(valid)
  }

  /// Starts a session, and returns the text for the cookie; blocks while the file is written.
  ///
  /// - Parameters:
  ///   - user: The name that pages show.
  ///   - credential: The digest of what the user has proved to have.
  func start(_ user: String, credential: String = "", now: Date = Date()) -> String {
    let text = RandomText.make()
    change { sessions in
      sessions = sessions.filter { $0.value.end > now }
      if sessions.count >= maxSessions, let first = sessions.min(by: { $0.value.end < $1.value.end }) {
        sessions[first.key] = nil
      }
      let digest = Self.digest(text)
      sessions[digest] = Session(digest: digest, user: user, credential: credential, end: now + Self.duration)
    }
    return text
  }

  /// The user whose session `text` is; nil where there is none, or where it has ended.
  func user(_ text: String, now: Date = Date()) -> String? {
    sessions.withLock { $0[Self.digest(text)] }.flatMap { $0.end > now ? $0.user : nil }
  }

  /// Ends the session of `text`; blocks while the file is written.
  func end(_ text: String) { change { $0[Self.digest(text)] = nil } }

  /// The number of sessions.
  var count: Int { sessions.withLock(\.count) }

  private func change(_ body: (inout [String: Session]) -> Void) {
    sessions.withLock { sessions in
      body(&sessions)
      if let file { Self.write(sessions.values.sorted { $0.digest < $1.digest }, to: file) }
    }
  }

  private static func read(_ file: String) -> [Session] {
    guard let handle = FileHandle(forReadingAtPath: file) else { return [] }
    defer { try? handle.close() }
    let data = try? handle.read(upToCount: maxBytes)
    return data.flatMap { try? JSONDecoder().decode([Session].self, from: $0) } ?? []
  }

  /// Replaces the file; where that cannot be done, sessions end with the server.
  private static func write(_ sessions: [Session], to file: String) {
    guard let data = try? JSONEncoder().encode(sessions) else { return }
    let partial = "\(file).part"
    unlink(partial)
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard (try? handle.write(contentsOf: data)) != nil, rename(partial, file) == 0 else {
      unlink(partial)
      return
    }
  }

  /// The SHA-256 digest of `text` in hexadecimal digits.
  static func digest(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
  }
}

/// Random texts that nobody can guess.
enum RandomText {
  /// 256 random bits, in letters, digits, `-` and `_`.
  static func make() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
