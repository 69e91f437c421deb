/// A host and a port, as in `localhost:8080`, `[::1]:8080` or `studio.example.org`.
struct Authority: Hashable, Sendable {
  /// The name or address in lower case; IPv6 addresses in brackets.
  let host: String
  /// The port where one is stated.
  let port: Int?

  /// Reads `text`; nil where it is anything else than a host and a port.
  init?(_ text: String) {
    let text = text.lowercased()
    let host: Substring
    let rest: Substring
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      (host, rest) = (text[...end], text[text.index(after: end)...])
    } else {
      host = text.prefix { $0 != ":" }
      rest = text[host.endIndex...]
    }
    guard !host.isEmpty, host.utf8.allSatisfy(Self.isPartOfHost) else { return nil }
    self.host = String(host)
    guard !rest.isEmpty else {
      port = nil
      return
    }
    let digits = rest.dropFirst()
    guard rest.first == ":", digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits), port > 0
    else { return nil }
    self.port = Int(port)
  }

  /// The port, or the one that `scheme` has by default.
  func port(of scheme: String) -> Int? { port ?? ["http": 80, "https": 443][scheme] }

  /// Whether the host is an address of IPv4 or IPv6.
  var isAddress: Bool {
    host.hasPrefix("[") || host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
  }

  /// Whether the host is this machine's loopback.
  var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || (isAddress && host.hasPrefix("127."))
  }

  private static func isPartOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case 97...122, 48...57, 45, 46, 95, 91, 93, 58: true
    default: false
    }
  }
}

/// Where a request of a browser comes from: `http://localhost:8080`.
struct Origin: Hashable, Sendable {
  let scheme: String
  let authority: Authority

  /// Reads the value of the header `Origin`; nil for `null` and everything else that is no origin of the web.
  init?(_ text: String) {
    guard let scheme = ["http", "https"].first(where: { text.lowercased().hasPrefix("\($0)://") }),
      let authority = Authority(String(text.dropFirst(scheme.count + 3)))
    else { return nil }
    (self.scheme, self.authority) = (scheme, authority)
  }

  /// Whether a page of this origin is one of the server at `authority`, which has the default port where it states none.
  func isSame(as other: Authority) -> Bool {
    authority.host == other.host && authority.port(of: scheme) == other.port(of: scheme)
  }
}
