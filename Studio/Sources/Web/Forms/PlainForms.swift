import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer that knows which page shows what was changed.
///
/// Forms that no script has sent lead there; those with other answers lead back to the page that they are on.
public protocol PageLeading {
  /// The address of the page below the server's root; nil for the page of the form.
  var page: String? { get }
}

extension Request {
  /// Whether a browser sends a form by itself, without a script.
  var isPlainForm: Bool { mediaType == "application/x-www-form-urlencoded" && wantsPage }
}

extension Call {
  /// The answer to a change: `value` as JSON, or the way to a page for a form that no script has sent.
  func answer<Output: Codable & Sendable>(_ value: Output, status: HTTPResponse.Status) throws -> Response {
    guard request.isPlainForm else { return try Response.json(value, status: status) }
    let page = (value as? any PageLeading)?.page.map { "\(root)\($0)" } ?? formPage ?? root
    return Response(status: .seeOther, headers: [.location: page, .cacheControl: "no-store"])
  }

  /// The page that the form is on; nil where the browser does not say, or names one of another server.
  private var formPage: String? {
    guard let referer = request.headers[.referer], let authority = Authority(request.head.authority ?? ""),
      let scheme = referer.firstRange(of: "://")
    else { return nil }
    let origin = referer[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let from = Origin(String(referer[..<scheme.upperBound] + origin)),
      site.safety.allowsChanges(from: from, to: authority),
      referer.utf8.allSatisfy({ (33...126).contains($0) })
    else { return nil }
    return referer
  }

  /// The fields of a form as a JSON object, each as `schema` declares it.
  func formFields(_ buffer: ByteBuffer, _ schema: Schema) throws -> JSONValue {
    guard case .object(let fields) = schema else { return .object([:]) }
    let texts = try Query(String(buffer: buffer)).last
    let values = texts.compactMap { name, text in
      (fields[name]?.schema ?? .text()).value(ofField: text).map { (name, $0) }
    }
    return .object(Dictionary(uniqueKeysWithValues: values))
  }
}

extension Schema {
  /// The value of the text in the field of a form; nil for an empty text, unless the field may be empty.
  fileprivate func value(ofField text: String) -> JSONValue? {
    switch self {
    case .nullable(let schema): schema.value(ofField: text)
    case .integer: text.isEmpty ? nil : Int(text).map(JSONValue.integer) ?? .text(text)
    // JSON has no infinity.
    case .number: text.isEmpty ? nil : Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .text(text)
    case .boolean: text.isEmpty ? nil : ["true": .boolean(true), "false": .boolean(false)][text] ?? .text(text)
    case .oneOf(let texts): text.isEmpty && !texts.contains("") ? nil : .text(text)
    default: .text(text)
    }
  }
}

extension HTTPField.Name {
  static let referer = HTTPField.Name("Referer")!
}
