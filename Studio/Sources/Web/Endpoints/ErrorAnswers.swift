import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Answers errors with a sentence: as JSON, or as a page where a browser asked for one.
struct ErrorAnswers: RouterMiddleware {
  let site: Site
  let methods: AllowedMethods

  func handle(
    _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
  ) async throws -> Response {
    let response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPParserError {
      // The request has an end that cannot be read; the server answers and closes the connection.
      throw error
    } catch {
      let error = await webError(error, request, context)
      response = answer(error, Call(request: request, context: context, site: site))
    }
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func webError(_ error: any Error, _ request: Request, _ context: StudioContext) async -> WebError {
    switch error {
    case let error as WebError: return error
    case let error as any HTTPErrorConvertible: return error.webError
    case let error as HTTPError where error.status == .notFound:
      guard let allowed = await methods.allowed(at: request.uri.path, context) else {
        return .notFound("there is nothing at \(request.uri.path.prefix(200))")
      }
      var refusal = WebError(
        .methodNotAllowed, type: "method",
        "expected \(allowed) at \(request.uri.path.prefix(200)), got \(request.method)")
      refusal.headers[.allow] = allowed
      return refusal
    case let error as HTTPError:
      return WebError(error.status, type: "refused", error.body ?? error.status.reasonPhrase)
    case is CancellationError:
      return WebError(.serviceUnavailable, type: "closing", "the server ends")
    default:
      context.logger.error("\(request.method) \(request.uri.path.prefix(200).debugDescription): \(error)")
      return WebError(.internalServerError, type: "fault", "the server failed at this; its log says more")
    }
  }

  private func answer(_ error: WebError, _ call: Call) -> Response {
    var response = call.request.wantsPage ? page(error, call) : nil
    if response == nil { response = try? Response.json(error.document, status: error.status) }
    var answer = response ?? Response(status: error.status)
    answer.headers.append(contentsOf: error.headers)
    return answer
  }

  private func page(_ error: WebError, _ call: Call) -> Response? {
    try? site.pages.response(
      PageView(Self.title(error.status), section: "", ["status": error.status.code, "message": error.message]),
      template: "error", call, status: error.status)
  }

  /// The title of the page of an error.
  private static func title(_ status: HTTPResponse.Status) -> String {
    switch status.code {
    case 404, 410: "Not found"
    case 401, 403: "Not allowed"
    case 409: "Not possible now"
    case 500...: "The server cannot answer"
    default: "This cannot be done"
    }
  }
}

/// The methods that a path has, for those who ask with another one.
struct AllowedMethods: Sendable {
  private let responder: RouterResponder<StudioContext>

  init(_ endpoints: [Endpoint]) {
    let router = Router(context: StudioContext.self)
    for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
      var methods = Set(endpoints.map(\.method.rawValue))
      if methods.contains("GET") { methods.insert("HEAD") }
      let allowed = methods.sorted().joined(separator: ", ")
      router.on(RouterPath(path), method: .get) { _, _ in Response(status: .ok, headers: [.allow: allowed]) }
    }
    responder = router.buildResponder()
  }

  /// The methods of `path`, with commas between; nil where there is nothing.
  func allowed(at path: String, _ context: StudioContext) async -> String? {
    let request = Request(
      head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: path), body: RequestBody(buffer: ByteBuffer()))
    return try? await responder.respond(to: request, context: context).headers[.allow]
  }
}

/// An error of another module that says what a request is answered with.
public protocol HTTPErrorConvertible: Error {
  /// The refusal.
  var webError: WebError { get }
}
