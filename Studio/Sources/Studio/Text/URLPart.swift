import Foundation

/// Texts as a part of an address.
enum URLPart {
  /// `text` as one part of a path, or a value of a query: all but letters, digits and `-._~` is percent-encoded.
  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }

  private static let plain = CharacterSet(
    charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
}
