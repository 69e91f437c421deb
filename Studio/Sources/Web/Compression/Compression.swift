import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// Compresses JSON, pages and tables that are in memory already; never streams.
struct Compression: RouterMiddleware {
  /// Shorter bodies are sent as they are.
  static let minSize = 1 << 10
  /// Longer bodies are compressed on another thread.
  private static let maxInline = 32 << 10
  private static let types = [
    "application/json", "text/html", "text/plain", "text/csv", "text/css", "text/javascript", "image/svg+xml",
  ]

  func handle(
    _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
  ) async throws -> Response {
    try await Self.compressed(next(request, context), for: request)
  }

  /// `response`, compressed where that is worth it and the other side takes it; one that is compressed stays as it is.
  static func compressed(_ response: Response, for request: Request) async throws -> Response {
    guard response.headers[.contentEncoding] == nil, isCompressible(response) else { return response }
    var answer = response
    answer.headers[.vary] = "Accept-Encoding"
    guard request.acceptsGzip, let buffer = try await buffer(of: response.body) else { return answer }
    let compressed =
      buffer.readableBytes <= maxInline
      ? Gzip.compressed(buffer, level: 4)
      : try await NIOThreadPool.singleton.runIfActive { Gzip.compressed(buffer, level: 4) }
    answer.body = ResponseBody(byteBuffer: compressed ?? buffer)
    if compressed != nil {
      answer.headers[.contentEncoding] = "gzip"
      if let tag = answer.headers[.eTag], !tag.hasPrefix("W/") { answer.headers[.eTag] = "W/\(tag)" }
    }
    return answer
  }

  private static func isCompressible(_ response: Response) -> Bool {
    guard response.status.code != 206, let size = response.body.contentLength, size >= minSize, size <= 16 << 20,
      let type = response.headers[.contentType]?.prefix(while: { $0 != ";" }), response.headers[.acceptRanges] == nil
    else { return false }
    return types.contains(String(type))
  }

  private static func buffer(of body: ResponseBody) async throws -> ByteBuffer? {
    let collector = BodyCollector()
    try await body.write(collector)
    return collector.buffer
  }
}

extension Request {
  /// Whether the other side takes gzip.
  var acceptsGzip: Bool { headers.acceptsGzip }
}

extension HTTPFields {
  /// Whether the other side takes gzip.
  var acceptsGzip: Bool {
    guard let field = self[.acceptEncoding]?.lowercased() else { return false }
    return field.split(separator: ",").contains { part in
      let words = part.split(separator: ";").map { $0.filter { $0 != " " } }
      return (words.first == "gzip" || words.first == "*")
        && !words.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
    }
  }
}
