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
  /// The template of the HTML that the path without `.json` gives; nil for JSON or other bytes alone.
  let respond: @Sendable (Call) async throws -> Response

  /// The type of a body, and its schema where it is JSON.
  struct Content: Sendable {
    var type: String
    var schema: Schema?
  }
}

extension Endpoint {
  /// A document: JSON of `Output`.
  public static func get<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    answer: @escaping @Sendable (Call) async throws -> Output
  ) -> Endpoint {
    Endpoint(
      method: .get, path: path, summary: summary, parameters: parameters, body: nil, answer: json(Output.self)
    ) { call in try Response.json(try await answer(call)) }
  }

  /// A change without a body.
  public static func post<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    answer: @escaping @Sendable (Call) async throws -> Output
  ) -> Endpoint {
    Endpoint(
      method: .post, path: path, summary: summary, parameters: parameters, body: nil, answer: json(Output.self)
    ) { call in try Response.json(try await answer(call)) }
  }

  /// A change that a JSON body describes.
  ///
  /// - Parameters:
  ///   - method: `.post`, `.put` or `.delete`.
  ///   - answer: gets the body, which has the declared shape.
  public static func change<Body: Codable & Sendable, Output: Codable & Sendable>(
    _ method: HTTPRequest.Method = .post, _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    answer: @escaping @Sendable (Body, Call) async throws -> Output
  ) -> Endpoint {
    let content = json(Body.self)
    return Endpoint(
      method: method, path: path, summary: summary, parameters: parameters, body: content, answer: json(Output.self)
    ) { call in
      let body = try await call.request.decoded(Body.self, schema: content.schema ?? .any, limit: call.context.maxUploadSize)
      return try Response.json(try await answer(body, call))
    }
  }

  /// Other bytes: a picture, a table, an archive.
  public static func bytes(
    _ method: HTTPRequest.Method = .get, _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    type: String, answer: @escaping @Sendable (Call) async throws -> Response
  ) -> Endpoint {
    Endpoint(
      method: method, path: path, summary: summary, parameters: parameters, body: nil,
      answer: Content(type: type, schema: nil), respond: answer)
  }

  /// A body of bytes that are not JSON: an upload.
  public static func upload<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [],
    answer: @escaping @Sendable (Call) async throws -> Output
  ) -> Endpoint {
    Endpoint(
      method: .put, path: path, summary: summary, parameters: parameters,
      body: Content(type: "application/octet-stream", schema: nil), answer: json(Output.self)
    ) { call in try Response.json(try await answer(call)) }
  }

  /// A page: HTML at `path`, and the same value as JSON at `path.json` (`/index.json` for `/`).
  ///
  /// - Parameters:
  ///   - template: the template's name.
  ///   - topics: the topics of the event stream that the page listens to.
  ///   - answer: the value.
  ///   - view: what the template shows of the value.
  public static func page<Output: Codable & Sendable>(
    _ path: String, _ summary: String, _ parameters: [any DeclaredParameter] = [], template: String,
    answer: @escaping @Sendable (Call) async throws -> Output,
    view: @escaping @Sendable (Output, Call) throws -> PageView
  ) -> [Endpoint] {
    [
      get(path == "/" ? "/index.json" : "\(path).json", summary, parameters, answer: answer),
      Endpoint(
        method: .get, path: path, summary: "\(summary) (page)", parameters: parameters, body: nil,
        answer: Content(type: "text/html", schema: nil)
      ) { call in
        try call.site.pages.response(view(try await answer(call), call), template: template, call)
      },
    ]
  }

  private static func json<Value: Codable>(_ type: Value.Type) -> Content {
    do {
      return Content(type: "application/json", schema: try Schema.of(type))
    } catch {
      preconditionFailure("\(type) must state its schema: \(error)")
    }
  }
}

extension Request {
  /// The JSON body as `Body`.
  ///
  /// - Throws: ``WebError`` naming the fields that do not have the declared shape.
  func decoded<Body: Decodable>(_ type: Body.Type, schema: Schema, limit: Int) async throws -> Body {
    if let type = headers[.contentType], !type.lowercased().hasPrefix("application/json") {
      throw WebError(.unsupportedMediaType, type: "media-type", "expected Content-Type: application/json, got \(type.prefix(80))")
    }
    let buffer: ByteBuffer
    do {
      buffer = try await body.collect(upTo: limit)
    } catch {
      throw WebError(.contentTooLarge, type: "too-large", "the body has more than \(limit) bytes")
    }
    let bytes = Data(buffer.readableBytesView)
    let value: JSONValue
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: bytes)
    } catch {
      throw WebError(.badRequest, type: "invalid", "the body is not JSON")
    }
    let errors = schema.errors(in: value)
    guard errors.isEmpty else { throw WebError(fields: errors) }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    do {
      return try decoder.decode(Body.self, from: bytes)
    } catch let error as DecodingError {
      throw WebError(fields: [error.field])
    }
  }
}

extension DecodingError {
  /// The field that could not be decoded.
  fileprivate var field: FieldError {
    let context =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context
      @unknown default: Context(codingPath: [], debugDescription: "\(self)")
      }
    return FieldError(context.codingPath.map(\.stringValue).joined(separator: "."), context.debugDescription)
  }
}
