import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// Answers errors with a sentence: as JSON, or as a page where a browser asked for one.
struct ErrorAnswers: RouterMiddleware {
  let site: Site

  func handle(
    _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      return try answer(Self.webError(error, request, context), Call(request: request, context: context, site: site))
    }
  }

  private static func webError(_ error: any Error, _ request: Request, _ context: StudioContext) -> WebError {
    switch error {
    case let error as WebError: return error
    case let error as any HTTPErrorConvertible: return error.webError
    case let error as HTTPError where error.status == .notFound:
      return .notFound("there is nothing at \(request.uri.path.prefix(200))")
    case let error as HTTPError:
      return WebError(error.status, type: "refused", error.body ?? error.status.reasonPhrase)
    default:
      context.logger.error("\(request.method) \(request.uri.path): \(error)")
      return WebError(.internalServerError, type: "fault", "the server failed at this; its log says more")
    }
  }

  private func answer(_ error: WebError, _ call: Call) throws -> Response {
    let wantsPage =
      !call.request.uri.path.hasSuffix(".json") && call.request.headers[.accept]?.contains("text/html") == true
    guard wantsPage else { return try Response.json(error.document, status: error.status) }
    return try site.pages.response(
      PageView("\(error.status.code)", section: "", ["status": error.status.code, "message": error.message]),
      template: "error", call, status: error.status)
  }
}

/// An error of another module that says what a request is answered with.
public protocol HTTPErrorConvertible: Error {
  /// The refusal.
  var webError: WebError { get }
}
