import Foundation
import Web

/// An address of http or https, in a form that every program reads alike.
struct WebAddress: Hashable, Sendable {
  /// `http` or `https`.
  let scheme: String
  /// The host's name or address in lower case, without brackets.
  let host: String
  let port: Int
  /// The path and the query, percent-encoded: `/cats/1.png?large`.
  let path: String

  /// Reads `text`.
  ///
  /// - Throws: `WebError` naming the field `url`.
  init(_ text: String) throws(WebError) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let scheme = ["http", "https"].first(where: { text.lowercased().hasPrefix("\($0)://") }) else {
      throw Self.wrong("expected an address that begins with http:// or https://")
    }
    let rest = text.dropFirst(scheme.count + 3)
    let authority = rest.prefix { !"/?#".contains($0) }.lowercased()
    let hostPart = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    let portPart = authority.dropFirst(hostPart.count)
    let host = hostPart.filter { $0 != "[" && $0 != "]" }
    let isLong = hostPart.hasPrefix("[")
    guard !host.isEmpty, host.utf8.count <= 253, !isLong || authority.contains("]"),
      !host.split(separator: ".", omittingEmptySubsequences: false).contains(""),
      host.utf8.allSatisfy({ Self.isPartOfHost($0, isLong: isLong) })
    else {
      throw Self.wrong(
        "expected a host of letters, digits, dots and hyphens, got \(hostPart.prefix(80).debugDescription)")
    }
    let digits = portPart.dropFirst()
    let port = portPart.isEmpty ? (scheme == "https" ? 443 : 80) : Int(digits) ?? 0
    guard portPart.isEmpty || portPart.first == ":" && digits.utf8.allSatisfy({ (48...57).contains($0) }),
      (1...65_535).contains(port)
    else { throw Self.wrong("expected a port from 1 to 65535, got \(portPart.prefix(20).debugDescription)") }
    let path = rest.dropFirst(authority.count).prefix { $0 != "#" }
    (self.scheme, self.host, self.port) = (scheme, host, port)
    self.path = (path.hasPrefix("/") ? "" : "/") + path.utf8.map(Self.encoded).joined()
  }

  /// The address with `host` instead of its own.
  func text(host: String) -> String {
    "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
  }

  /// The name of the picture: the last part of the path, else the host.
  var title: String {
    let last = path.prefix { $0 != "?" }.split(separator: "/").last.map(String.init) ?? ""
    let name = last.removingPercentEncoding ?? last
    return name.isEmpty ? host : String(name.prefix(100))
  }

  private static func isPartOfHost(_ byte: UInt8, isLong: Bool) -> Bool {
    switch byte {
    case 48...57, 97...102, 46: true
    case 58: isLong
    case 103...122, 45, 95: !isLong
    default: false
    }
  }

  private static func encoded(_ byte: UInt8) -> String {
    let isPlain = (0x21...0x7E).contains(byte) && !Array("\"<>\\^`{|}".utf8).contains(byte)
    return isPlain ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
  }

  static func wrong(_ message: String) -> WebError { WebError(fields: [FieldError("url", message)]) }
}
