import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

extension Call {
  /// What `use` makes of the whole body, of at most `limit` bytes.
  ///
  /// - Throws: ``WebError`` with status 413 where it is longer, 503 where the bodies of all requests together take more than
  ///   ``ServerLimits/maxBodies``; what `use` throws.
  func withBody<Result>(limit: Int, _ use: (ByteBuffer) throws -> Result) async throws -> Result {
    try request.checkLength(limit: limit)
    let reservation = BodyReservation()
    var whole = ByteBuffer()
    for try await part in request.body {
      guard whole.readableBytes + part.readableBytes <= limit else { throw WebError.bodyTooLong(limit) }
      guard reservation.extend(by: part.readableBytes) else {
        throw WebError(.serviceUnavailable, type: "busy", "the server reads other long requests; try again in a second")
      }
      whole.writeImmutableBuffer(part)
    }
    return try withExtendedLifetime(reservation) { try use(whole) }
  }

  /// The body as `Body`: JSON, or the fields of a form that no script has sent.
  ///
  /// - Throws: ``WebError`` naming the fields that do not have the declared shape.
  func decoded<Body: Decodable>(_ type: Body.Type, schema: Schema, limit: Int) async throws -> Body {
    let isForm = request.isPlainForm
    if let type = request.mediaType, type != "application/json", !isForm {
      throw WebError(
        .unsupportedMediaType, type: "media-type", "expected Content-Type: application/json, got \(type.prefix(80))")
    }
    return try await withBody(limit: limit) { buffer in
      var bytes = Data(buffer.readableBytesView)
      let value: JSONValue
      if isForm {
        value = try formFields(buffer, schema)
        bytes = try JSONEncoder().encode(value)
      } else {
        guard let given = try? JSONDecoder().decode(JSONValue.self, from: bytes) else {
          throw WebError(.badRequest, type: "invalid", "the body is not JSON")
        }
        value = given
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
}

/// The share of one body in what all bodies in memory may take; given back when it is released.
private final class BodyReservation: Sendable {
  private static let all = Mutex(0)
  private let own = Mutex(0)

  /// Whether there is room for more bytes, which are then reserved.
  func extend(by count: Int) -> Bool {
    let fits = Self.all.withLock { all in
      guard all + count <= ServerLimits.maxBodies else { return false }
      all += count
      return true
    }
    if fits { own.withLock { $0 += count } }
    return fits
  }

  deinit { own.withLock { own in Self.all.withLock { $0 -= own } } }
}

extension WebError {
  /// A body of more than `limit` bytes.
  static func bodyTooLong(_ limit: Int) -> WebError {
    WebError(.contentTooLarge, type: "too-large", "expected a body of at most \(limit) bytes")
  }
}

extension Request {
  /// Refuses a body that states a length of more than `limit` bytes, before it is read.
  func checkLength(limit: Int) throws(WebError) {
    if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw .bodyTooLong(limit) }
  }

  /// Refuses a request without a body, or with an empty one.
  func checkBodyIsThere() throws(WebError) {
    let length = headers[.contentLength]
    guard length.map({ Int($0) != 0 }) ?? (headers[.transferEncoding] != nil) else {
      throw WebError(.badRequest, type: "invalid", "the file is empty; its bytes are the body of the request")
    }
  }

  /// The media type of the body, in lower case and without parameters.
  var mediaType: String? {
    headers[.contentType].map { type in
      type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
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
