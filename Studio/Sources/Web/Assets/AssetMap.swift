import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The scripts, styles and icons of pages, read and compressed once when the server starts: a request can name nothing
/// else.
public struct AssetMap: Sendable {
  fileprivate struct Asset: Sendable {
    let bytes: ByteBuffer
    let compressed: ByteBuffer?
    let type: String
    let tag: String
  }

  private let assets: [String: Asset]

  private static let types = [
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    "png": "image/png",
    "json": "application/json",
  ]

  /// Reads the files of known types below `folder`.
  ///
  /// - Throws: ``WebError`` when one of `required` is missing, with how to get it.
  public init(folder: String, required: [String] = []) throws {
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath()
    var assets: [String: Asset] = [:]
    let files = FileManager.default.enumerator(atPath: root.path)
    while let path = files?.nextObject() as? String {
      guard let type = Self.types[(path as NSString).pathExtension],
        let data = try? Data(contentsOf: root.appendingPathComponent(path))
      else { continue }
      let tag = SHA256.hash(data: data).prefix(12).map { String(format: "%02x", $0) }.joined()
      let bytes = ByteBuffer(bytes: data)
      let isText = type != "image/png" && data.count >= Compression.minSize
      assets[path] = Asset(
        bytes: bytes, compressed: isText ? Gzip.compressed(bytes, level: 6) : nil, type: type, tag: "\"\(tag)\"")
    }
    if let missing = required.first(where: { assets[$0] == nil }) {
      throw WebError(
        .internalServerError, type: "assets", "no \(missing) in \(folder); get the scripts of others with `make studio`"
      )
    }
    self.assets = assets
  }

  /// The endpoint that serves them.
  var endpoint: Endpoint {
    Endpoint(
      method: .get, path: "/assets/**", summary: "A script, a style sheet or the icons of the pages", parameters: [],
      body: nil, answer: .init(type: "text/plain", schema: nil), isOpen: true, work: .quick
    ) { call in
      let path = String(call.request.uri.path.dropFirst("/assets/".count))
      guard let asset = assets[path] else { throw WebError.notFound("no such asset") }
      return asset.response(call.request)
    }
  }
}

extension AssetMap.Asset {
  fileprivate func response(_ request: Request) -> Response {
    let isSmall = compressed != nil && request.acceptsGzip
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache", .eTag: isSmall ? "W/\(tag)" : tag]
    if compressed != nil { headers[.vary] = "Accept-Encoding" }
    if let known = request.headers[.ifNoneMatch], EntityTags.contains(tag, known) {
      return Response(status: .notModified, headers: headers)
    }
    guard isSmall, let compressed else {
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }
    headers[.contentEncoding] = "gzip"
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: compressed))
  }
}
