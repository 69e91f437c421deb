import Foundation
public import HTTPTypes
public import Hummingbird
import NIOCore

/// Something that the server answers, declared once: its path, parameters, body and answer make the route and its entry in
/// the OpenAPI document.
public struct Endpoint: Sendable {
  /// The method.
  public let method: HTTPRequest.Method
  /// The path, with parameters in braces: `/runs/{id}`.
  public let path: String
  /// What it does, in one line.
  public let summary: String
  let parameters: [any DeclaredParameter]
  let body: Content?
  let answer: Content
  /// The status of the answer.
  var status = HTTPResponse.Status.ok
  /// The statuses of refusals, beside those that follow from the parameters and the body.
  var refusals: [HTTPResponse.Status] = []
  /// Whether those who have not signed in may ask.
  var isOpen = false
  /// What an answer costs, and which requests share it.
  var work = Work.own
  let respond: @Sendable (Call) async throws -> Response

  /// What an answer costs, and which requests share it.
  enum Work: Sendable {
    /// In memory, or waits without blocking: answered on the thread of the connections.
    case quick
    /// Made once for all requests of the same address, until something changes.
    case shared
    /// As `shared`, and until the next event: a document holds everything that its page was sent before.
    case sharedUntilEvent
    /// Made for each request.
    case own
  }

  /// The type of a body, and its schema where it is JSON.
  struct Content: Sendable {
    var type: String
    var schema: Schema?
  }

  /// The schema of a type's JSON.
  ///
  /// A type whose schema cannot be found is a mistake in the declaration, which stops the program at its start.
  static func schema<Value: Codable>(of type: Value.Type) -> Schema {
    do {
      return try Schema.of(type)
    } catch {
      fatalError("\(type) must state its schema (SchemaProviding): \(error)")
    }
  }

  static func json<Value: Codable>(_ type: Value.Type) -> Content {
    Content(type: "application/json", schema: schema(of: type))
  }
}

extension Endpoint {
  /// A document: JSON of `Output`.
  ///
  /// - Parameters:
  ///   - isShared: Whether requests of the same address share one answer until something changes (``Site``).
  ///   - refusals: The statuses of refusals, beside 400 for parameters and 404 for values in the path.
  public static func get<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [], isShared: Bool = false,
    refusals: [HTTPResponse.Status] = [], answer: @escaping @Sendable (Call) async throws -> Output
  ) -> Endpoint {
    Endpoint(
      method: .get, path: path, summary: summary, parameters: parameters, body: nil, answer: json(Output.self),
      refusals: refusals, work: isShared ? .sharedUntilEvent : .own
    ) { call in try Response.json(try await answer(call)) }
  }

  /// A change without a body.
  ///
  /// - Parameters:
  ///   - status: The status of the answer.
  ///   - refusals: The statuses of refusals, beside 400 for parameters and 404 for values in the path.
  public static func post<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    status: HTTPResponse.Status = .ok, refusals: [HTTPResponse.Status] = [],
    answer: @escaping @Sendable (Call) async throws -> Output
  ) -> Endpoint {
    Endpoint(
      method: .post, path: path, summary: summary, parameters: parameters, body: nil, answer: json(Output.self),
      status: status, refusals: refusals
    ) { call in try call.answer(try await answer(call), status: status) }
  }

  /// A change that a JSON body describes, or the fields of a form that no script has sent.
  ///
  /// - Parameters:
  ///   - method: `.post`, `.put` or `.delete`.
  ///   - limit: The maximum number of bytes of the body.
  ///   - status: The status of the answer.
  ///   - refusals: The statuses of refusals, beside 400, 413 and 415 for the body and 404 for values in the path.
  ///   - answer: Gets the body, which has the declared shape.
  public static func change<Body: Codable & Sendable, Output: Codable & Sendable>(
    _ method: HTTPRequest.Method, _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    limit: Int = ServerLimits.maxJSONBody, status: HTTPResponse.Status = .ok, refusals: [HTTPResponse.Status] = [],
    answer: @escaping @Sendable (Body, Call) async throws -> Output
  ) -> Endpoint {
    let content = json(Body.self)
    return Endpoint(
      method: method, path: path, summary: summary, parameters: parameters, body: content, answer: json(Output.self),
      status: status, refusals: refusals
    ) { call in
      let body = try await call.decoded(Body.self, schema: content.schema ?? .any, limit: limit)
      return try call.answer(try await answer(body, call), status: status)
    }
  }

  /// Other bytes: a picture, a table, an archive.
  ///
  /// - Parameters:
  ///   - type: The media type of the answer.
  ///   - refusals: The statuses of refusals, beside 400 for parameters and 404 for values in the path.
  public static func bytes(
    _ method: HTTPRequest.Method = .get, _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    type: String, refusals: [HTTPResponse.Status] = [], answer: @escaping @Sendable (Call) async throws -> Response
  ) -> Endpoint {
    Endpoint(
      method: method, path: path, summary: summary, parameters: parameters, body: nil,
      answer: Content(type: type, schema: nil), refusals: refusals, respond: answer)
  }

  /// A body of bytes that are not JSON: an upload, which the answer reads with `Request.save(to:limit:)`.
  ///
  /// - Parameters:
  ///   - status: The status of the answer.
  ///   - refusals: The statuses of refusals, beside 400, 413, 411 and 507 for the body and 404 for values in the path.
  public static func upload<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    status: HTTPResponse.Status = .ok, refusals: [HTTPResponse.Status] = [],
    answer: @escaping @Sendable (Call) async throws -> Output
  ) -> Endpoint {
    Endpoint(
      method: .put, path: path, summary: summary, parameters: parameters,
      body: Content(type: "application/octet-stream", schema: nil), answer: json(Output.self),
      status: status, refusals: refusals + [.insufficientStorage]
    ) { call in
      try call.request.checkBodyIsThere()
      return try Response.json(try await answer(call), status: status)
    }
  }

  /// A page: HTML at `path`, and the same value as JSON at `path.json` (`/index.json` for `/`).
  ///
  /// - Parameters:
  ///   - template: The template's name.
  ///   - isShared: Whether requests of the same address share one answer until something changes (``Site``).
  ///   - refusals: The statuses of refusals, beside 400 for parameters and 404 for values in the path.
  ///   - answer: The value.
  ///   - view: What the template shows of the value.
  public static func page<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [], template: String,
    isShared: Bool = false, refusals: [HTTPResponse.Status] = [],
    answer: @escaping @Sendable (Call) async throws -> Output,
    view: @escaping @Sendable (Output, Call) throws -> PageView
  ) -> [Endpoint] {
    page(path, summary, parameters, isShared: isShared, refusals: refusals, answer: answer) { value, call, last in
      try call.site.pages.response(view(value, call), template: template, call, lastEvent: last)
    }
  }

  /// A page that takes long to render: it is rendered again only for another value.
  ///
  /// Its template may show the value, the root and the user only, and the page listens to no events.
  ///
  /// - Parameters:
  ///   - template: The template's name.
  ///   - refusals: The statuses of refusals, beside 400 for parameters and 404 for values in the path.
  ///   - answer: The value.
  ///   - view: What the template shows of the value.
  public static func lastingPage<Output: Codable & Hashable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [], template: String,
    refusals: [HTTPResponse.Status] = [], answer: @escaping @Sendable (Call) async throws -> Output,
    view: @escaping @Sendable (Output, Call) throws -> PageView
  ) -> [Endpoint] {
    let rendered = RenderedPages<Output>()
    return page(path, summary, parameters, isShared: true, refusals: refusals, answer: answer) { value, call, _ in
      try rendered.response(.init(value: value, root: call.root, user: call.context.user)) {
        try call.site.pages.response(view(value, call), template: template, call)
      }
    }
  }

  private static func page<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter], isShared: Bool,
    refusals: [HTTPResponse.Status], answer: @escaping @Sendable (Call) async throws -> Output,
    response: @escaping @Sendable (Output, Call, _ lastEvent: String) throws -> Response
  ) -> [Endpoint] {
    [
      get(
        path == "/" ? "/index.json" : "\(path).json", summary, parameters, isShared: isShared, refusals: refusals,
        answer: answer),
      Endpoint(
        method: .get, path: path, summary: "\(summary) (page)", parameters: parameters, body: nil,
        answer: Content(type: "text/html", schema: nil), refusals: refusals, work: isShared ? .shared : .own
      ) { call in
        // Events from now on are in the stream that the page opens.
        let last = call.site.events.lastID
        return try response(try await answer(call), call, last)
      },
    ]
  }
}
