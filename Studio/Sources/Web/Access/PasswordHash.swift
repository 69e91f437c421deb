import Crypto
import CryptoExtras
import Foundation

/// A password as it is stored: derived with scrypt (RFC 7914) and a random salt.
///
/// As text `$scrypt$ln=15,r=8,p=1$salt$key`, with salt and key in base64 without padding. Checking one takes 32 MB for
/// about a tenth of a second.
public struct PasswordHash: Sendable {
  /// The logarithm to base 2 of scrypt's cost.
  private let logarithm: Int
  private let salt: [UInt8]
  private let key: [UInt8]

  private static let blockSize = 8
  private static let keySize = 32

  /// Derives a hash of `password`.
  public init(password: String) {
    var random = SystemRandomNumberGenerator()
    logarithm = 15
    salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    key = Self.key(password, salt: salt, logarithm: logarithm)
  }

  /// Reads the text of a hash; nil where it is none, or one that takes more than 128 MB.
  public init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
    guard let logarithm = (10...17).first(where: { parts[2] == "ln=\($0),r=8,p=1" }) else { return nil }
    guard let salt = Self.bytes(parts[3]), salt.count >= 8, let key = Self.bytes(parts[4]), key.count == Self.keySize
    else { return nil }
    (self.logarithm, self.salt, self.key) = (logarithm, salt, key)
  }

  /// The hash as text.
  public var text: String { "$scrypt$ln=\(logarithm),r=8,p=1$\(Self.base64(salt))$\(Self.base64(key))" }

  /// Whether `password` is the one that was hashed; takes the same time for every password.
  public func matches(_ password: String) -> Bool {
    SHA256.hash(data: Self.key(password, salt: salt, logarithm: logarithm)) == SHA256.hash(data: key)
  }

  private static func key(_ password: String, salt: [UInt8], logarithm: Int) -> [UInt8] {
    // Unicode has several spellings of one letter; keyboards differ in which they send.
    let bytes = Data(password.precomposedStringWithCanonicalMapping.utf8)
    guard
      let key = try? KDF.Scrypt.deriveKey(
        from: bytes, salt: salt, outputByteCount: keySize, rounds: 1 << logarithm, blockSize: blockSize, parallelism: 1)
    else { fatalError("scrypt has no memory") }
    return key.withUnsafeBytes { Array($0) }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("=", with: "")
  }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
    return Data(base64Encoded: "\(text)\(padding)").map { Array($0) }
  }
}
