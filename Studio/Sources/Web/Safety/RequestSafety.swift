import HTTPTypes
import Hummingbird

/// Refuses requests for hosts that the server is not (DNS rebinding), and changes that other sites ask for.
struct RequestSafety: RouterMiddleware {
  let rules: SafetyRules

  func handle(
    _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
  ) async throws -> Response {
    let authority = request.head.authority ?? ""
    guard rules.allows(authority: authority) else {
      throw WebError(
        .misdirectedRequest, type: "host",
        "this server does not answer for \(authority.prefix(100).debugDescription); name it with --host-name")
    }
    if request.method != .get, request.method != .head { try check(change: request, authority: authority) }
    return try await next(request, context)
  }

  /// Browsers say where a change comes from; other programs say nothing.
  private func check(change request: Request, authority: String) throws {
    if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { throw foreign(site) }
    guard let origin = request.headers[.origin] else { return }
    let parts = origin.split(separator: "/", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[1].lowercased() == authority.lowercased() || rules.isProxied(origin: String(parts[1]))
    else { throw foreign(origin) }
  }

  private func foreign(_ origin: String) -> WebError {
    WebError(.forbidden, type: "origin", "changes are accepted from this server's own pages alone, not from \(origin.prefix(100))")
  }
}

extension SafetyRules {
  /// Whether `origin`'s host is one that a proxy in front of the server goes by, whatever the port.
  func isProxied(origin authority: String) -> Bool { !isLoopback(authority) && allows(authority: authority) }

  private func isLoopback(_ authority: String) -> Bool {
    ["localhost", "127.0.0.1", "[::1]"].contains(Self.host(of: authority))
  }
}

extension HTTPField.Name {
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
