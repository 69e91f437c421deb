import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The page where people sign in, and what it sends.
struct SignInPage: Sendable {
  let control: AccessControl

  /// What the page or a program sends: the token, or a name and a password.
  struct Body: Codable, Sendable, SchemaProviding {
    var token: String?
    var username: String?
    var password: String?
    /// The page to go to, relative to the server's root.
    var next: String?

    static let schema = Schema.object([
      "token": .init(.text(length: 1...512), isRequired: false, help: "the token that the server printed or was given"),
      "username": .init(.text(length: 1...64), isRequired: false, help: "the name of a user"),
      "password": .init(.text(length: 1...512), isRequired: false, help: "the user's password"),
      "next": .init(.text(length: 0...2000), isRequired: false, help: "the page to go to, for forms"),
    ])
  }

  /// Who is signed in.
  struct Answer: Codable, Sendable {
    /// The user's name; `token` for those who have the token.
    var user: String
  }

  /// `GET /login`, `POST /login` and `POST /logout`, for forms and for JSON.
  var endpoints: [Endpoint] {
    let next = Parameter.text("next", "The page to go to, relative to the server's root", default: "", maxLength: 2000)
    return [
      Endpoint(
        method: .get, path: "/login", summary: "The page where people sign in", parameters: [next], body: nil,
        answer: .init(type: "text/html", schema: nil), isOpen: true
      ) { call in
        try page(call, next: Self.safe(try call(next)), message: nil, status: .ok)
      },
      Endpoint(
        method: .post, path: "/login", summary: "Sign in, for the cookie of a session", parameters: [],
        body: .init(type: "application/json", schema: Body.schema),
        answer: .init(type: "application/json", schema: Endpoint.schema(of: Answer.self)),
        refusals: [.unauthorized, .tooManyRequests], isOpen: true, respond: signIn),
      Endpoint(
        method: .post, path: "/logout", summary: "End the session of the cookie", parameters: [], body: nil,
        answer: .init(type: "application/json", schema: .object([:])), isOpen: true, respond: signOut),
    ]
  }

  private func signIn(_ call: Call) async throws -> Response {
    let isForm = call.request.mediaType == "application/x-www-form-urlencoded"
    let body =
      isForm
      ? try await call.withBody(limit: 1 << 14, Self.form)
      : try await call.decoded(Body.self, schema: Body.schema, limit: 1 << 14)
    do {
      let name = try await user(body, call)
      let user = name ?? "token"
      let session = await control.startSession(ofUser: name)
      let answer =
        isForm
        ? Response(status: .seeOther, headers: [.location: "\(call.root)\(Self.safe(body.next ?? ""))"])
        : try Response.json(Answer(user: user))
      return with(answer, cookie: session, age: Int(SessionTable.duration), call)
    } catch let error as WebError where isForm {
      return try page(call, next: Self.safe(body.next ?? ""), message: error.message, status: error.status)
    }
  }

  private func signOut(_ call: Call) async throws -> Response {
    if let session = call.request.headers.session(control) { await control.endSession(session) }
    let answer =
      call.request.wantsPage
      ? Response(status: .seeOther, headers: [.location: "\(call.root)login"]) : try Response.json([String: String]())
    return with(answer, cookie: "", age: 0, call)
  }

  /// The user that `body` proves to be; nil for one who has the token.
  private func user(_ body: Body, _ call: Call) async throws -> String? {
    let address = call.request.guessingAddress(call.context)
    if let seconds = control.guesses.begin(address) { throw WebError.tooManyGuesses(seconds) }
    var isRight = false
    defer { control.guesses.end(address, isRight: isRight) }
    if let token = body.token {
      isRight = control.isRight(token: token)
      guard isRight else { throw WebError.notSignedIn("the token is wrong") }
      return nil
    }
    let name = body.username ?? ""
    isRight = try await control.isRight(password: body.password ?? "", of: name)
    guard isRight else { throw WebError.notSignedIn("the name or the password is wrong") }
    return name
  }

  private func with(_ response: Response, cookie: String, age: Int, _ call: Call) -> Response {
    var response = response
    let isEncrypted =
      call.request.headers[.xForwardedProto]?.lowercased() == "https"
      || call.request.headers[.origin]?.lowercased().hasPrefix("https://") == true
    response.headers[.setCookie] =
      "\(control.cookieName)=\(cookie); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict"
      + (isEncrypted ? "; Secure" : "")
    response.headers[.cacheControl] = "no-store"
    return response
  }

  private func page(_ call: Call, next: String, message: String?, status: HTTPResponse.Status) throws -> Response {
    var fields: [String: Any] = [
      "next": next, "signing_in": true, "has_token": control.hasToken, "has_users": control.hasUsers,
    ]
    fields["message"] = message
    return try call.site.pages.response(
      PageView("Sign in", section: "", fields), template: "login", call, status: status)
  }

  /// `next` where it leads to a page of this server, else the first page.
  static func safe(_ next: String) -> String {
    let path = next.prefix { $0 != "?" }
    let isSafe =
      next.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "\\") } && !next.hasPrefix("/")
      && !path.contains(":") && !path.split(separator: "/").contains("..") && !path.hasPrefix("login")
    return isSafe ? next : ""
  }

  /// `text` as a value in a query.
  static func encoded(_ text: String) -> String {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }

  private static func form(_ buffer: ByteBuffer) throws -> Body {
    let fields = try Query(String(buffer: buffer))
    func field(_ name: String) -> String? { fields[name].last.flatMap { $0.isEmpty ? nil : String($0.prefix(512)) } }
    return Body(
      token: field("token"), username: field("username"), password: field("password"), next: fields["next"].last)
  }
}
