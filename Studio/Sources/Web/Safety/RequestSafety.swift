import HTTPTypes
import Hummingbird

/// Refuses requests for hosts that the server is not (DNS rebinding), and changes that other sites ask for.
struct RequestSafety: RouterMiddleware {
  let rules: SafetyRules

  func handle(
    _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
  ) async throws -> Response {
    let text = request.head.authority ?? ""
    guard request.headers[.host] == nil, let authority = Authority(text) else {
      throw WebError(
        .badRequest, type: "host", "the request must name one host, got \(text.prefix(100).debugDescription)")
    }
    guard rules.allows(authority) else {
      throw WebError(
        .misdirectedRequest, type: "host",
        "this server does not answer for \(authority.host.prefix(100)); if that is its name, start it with "
          + "--host-name \(authority.host.prefix(100))")
    }
    if request.method != .get, request.method != .head { try check(change: request, authority) }
    return try await next(request, context)
  }

  /// Browsers state where a change comes from; other programs state nothing.
  private func check(change request: Request, _ authority: Authority) throws {
    if let site = request.headers[.secFetchSite] {
      guard site == "same-origin" || site == "none" else { throw foreign("a page of another site") }
      if site == "same-origin" { return }
    }
    guard let origin = request.headers[.origin] else { return }
    guard let origin = Origin(origin), rules.allowsChanges(from: origin, to: authority) else { throw foreign(origin) }
  }

  private func foreign(_ origin: String) -> WebError {
    WebError(
      .forbidden, type: "origin",
      "changes are accepted from the server's own pages only, not from \(origin.prefix(100)); if that is the server "
        + "behind a proxy, start it with --host-name")
  }
}

extension HTTPField.Name {
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  static let host = HTTPField.Name("Host")!
}
