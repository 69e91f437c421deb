import Foundation
import HTTPTypes
import Hummingbird

/// Lets through those who are signed in or send the token, and everyone to the page where one signs in.
struct AccessCheck: RouterMiddleware {
  let control: AccessControl

  func handle(
    _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let user = control.user(of: request.headers) {
      context.user = user
    } else if request.headers.bearer != nil {
      throw WebError.notSignedIn("the token is wrong")
    } else if !Self.isOpen(request.uri.path) {
      return try refusal(request)
    }
    return try await next(request, context)
  }

  private static func isOpen(_ path: String) -> Bool {
    path == "/login" || path == "/logout" || path.hasPrefix("/assets/")
  }

  private func refusal(_ request: Request) throws -> Response {
    guard request.method == .get, request.wantsPage else {
      throw WebError.notSignedIn("sign in at login, or send the token as Authorization: Bearer")
    }
    let root = request.pathToRoot
    let page = request.uri.string.drop { $0 == "/" }
    let next = page.isEmpty ? "" : "?next=\(SignInPage.encoded(String(page)))"
    return Response(status: .seeOther, headers: [.location: "\(root)login\(next)", .cacheControl: "no-store"])
  }
}

extension WebError {
  /// A request without a session or a token.
  static func notSignedIn(_ message: String) -> WebError {
    var error = WebError(.unauthorized, type: "login", message)
    error.headers[.wwwAuthenticate] = "Bearer realm=\"Hourglass Studio\""
    return error
  }

  /// A guess too many.
  static func tooManyGuesses(_ seconds: Int) -> WebError {
    var error = WebError(
      .tooManyRequests, type: "login", "too many wrong tokens or passwords; try again in \(seconds) s")
    error.headers[.retryAfter] = "\(seconds)"
    return error
  }
}

extension AccessControl {
  /// Who sends a request with these fields: the user of the session, or `token`; nil for one who has neither.
  func user(of headers: HTTPFields) -> String? {
    if let session = headers.session(self), let user = sessions.user(session) { return user }
    return headers.bearer.flatMap { isRight(token: $0) ? "token" : nil }
  }
}

extension HTTPFields {
  /// The text of the session's cookie.
  func session(_ control: AccessControl) -> String? {
    // A browser joins cookies into one field; others may send several.
    for field in self[values: .cookie] {
      for cookie in field.split(separator: ";") {
        let parts = cookie.split(separator: "=", maxSplits: 1)
        if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == control.cookieName {
          return String(parts[1].prefix(200))
        }
      }
    }
    return nil
  }

  /// The token of `Authorization: Bearer …`.
  var bearer: String? {
    guard let field = self[.authorization], field.lowercased().hasPrefix("bearer ") else { return nil }
    return field.dropFirst("bearer ".count).trimmingCharacters(in: .whitespaces)
  }
}

extension Request {
  /// Whether a person in front of a browser asks, and not a program.
  var wantsPage: Bool {
    !uri.path.hasSuffix(".json") && headers[.accept]?.contains("text/html") == true
  }

  /// The address whose guesses are counted together: the other side's, or behind a proxy on this machine the one that
  /// the proxy states; of IPv6 the network of 64 bits.
  func guessingAddress(_ context: StudioContext) -> String {
    var address = context.address ?? ""
    if SafetyRules.isLoopback(address) || address.hasPrefix("::ffff:127."), let proxied = headers[.xForwardedFor] {
      address = proxied.split(separator: ",").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? address
    }
    if address.contains(":"), !address.contains(".") {
      return address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":")
    }
    return String(address.prefix(64))
  }
}

extension HTTPField.Name {
  static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
  static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
}
