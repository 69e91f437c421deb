import Foundation
public import HTTPTypes
public import Hummingbird
import NIOCore

extension Response {
  /// `value` as JSON; numbers that are not finite become null, dates are ISO 8601 in UTC.
  public static func json<Value: Encodable>(_ value: Value, status: HTTPResponse.Status = .ok) throws -> Response {
    Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONText.bytes(of: value))))
  }

  /// Bytes of a type.
  ///
  /// - Parameters:
  ///   - isImmutable: Whether the same URL has the same bytes for ever, so that browsers keep them.
  ///   - name: The file name that a browser saves the bytes under; nil where it shows them.
  public static func bytes(
    _ bytes: some Sequence<UInt8>, type: String, isImmutable: Bool = false, download name: String? = nil
  ) -> Response {
    var headers: HTTPFields = [
      .contentType: type, .cacheControl: isImmutable ? "private, max-age=31536000, immutable" : "no-store",
    ]
    if let name { headers[.contentDisposition] = ContentDisposition.attachment(name) }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

/// The header field that names a download.
enum ContentDisposition {
  /// The value for a file called `name`, of any characters (RFC 6266).
  static func attachment(_ name: String) -> String {
    let plain = name.unicodeScalars.map { scalar in
      scalar.isASCII && scalar.value >= 32 && scalar.value != 127 && !"\"\\/%".unicodeScalars.contains(scalar)
        ? Character(scalar) : "_"
    }
    let ascii = "attachment; filename=\"\(String(plain))\""
    guard String(plain) != name else { return ascii }
    let letters = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return ascii + "; filename*=UTF-8''\(name.addingPercentEncoding(withAllowedCharacters: letters) ?? "")"
  }
}

/// JSON as the server writes it.
enum JSONText {
  /// Stands for numbers that are not finite while they are encoded; nobody else can know it.
  private static let mark = "not finite \(RandomText.make())"

  /// The text of `value` in UTF-8, on one line, with sorted keys.
  static func bytes(of value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: mark, negativeInfinity: mark, nan: mark)
    var data = try encoder.encode(value)
    let quoted = Data("\"\(mark)\"".utf8)
    guard data.range(of: quoted) != nil else { return data }
    var text = Data()
    while let place = data.range(of: quoted) {
      text += data[..<place.lowerBound] + Data("null".utf8)
      data = data[place.upperBound...]
    }
    return text + data
  }
}
