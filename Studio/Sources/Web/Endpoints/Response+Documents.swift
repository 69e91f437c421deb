import Foundation
public import HTTPTypes
public import Hummingbird
import NIOCore

extension Response {
  /// `value` as JSON; numbers that are not finite become null, dates are ISO 8601 in UTC.
  public static func json<Value: Encodable>(_ value: Value, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
  }

  /// Bytes of a type.
  ///
  /// - Parameter isImmutable: whether the same URL has the same bytes for ever, so that browsers keep them.
  public static func bytes(
    _ bytes: some Sequence<UInt8>, type: String, isImmutable: Bool = false, download name: String? = nil
  ) -> Response {
    var headers: HTTPFields = [
      .contentType: type, .cacheControl: isImmutable ? "private, max-age=31536000, immutable" : "no-store",
    ]
    if let name { headers[.contentDisposition] = "attachment; filename=\"\(name.filter { $0.isASCII && $0 != "\"" && $0 != "\\" })\"" }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
