import Foundation
import HTTPTypes

/// The names and values of a query, or of a form: `a=1&b=two+words`.
struct Query: Sendable {
  private let pairs: [(name: String, value: String)]

  /// Reads `text`.
  ///
  /// - Throws: ``WebError`` where a percent sign does not begin a byte, or the bytes are no UTF-8.
  init(_ text: String) throws(WebError) {
    var pairs: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]), let value = parts.count == 2 ? Self.decoded(parts[1]) : "" else {
        throw WebError(.badRequest, type: "invalid", "the query cannot be read at \(pair.prefix(80).debugDescription)")
      }
      pairs.append((name, value))
    }
    self.pairs = pairs
  }

  /// The last value of each name.
  var last: [String: String] { Dictionary(pairs.map { ($0.name, $0.value) }) { $1 } }

  /// The values of `name`, in order.
  subscript(name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  private static func decoded(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
  }
}
