import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The scripts, styles and icons of pages, read and compressed once when the server starts: a request can name nothing
/// else.
public struct AssetMap: Sendable {
  /// A file, and what answers to requests for it.
  fileprivate struct Asset: Sendable {
    let tag: String
    /// The file, and where it is a text what is smaller.
    let whole: Answer
    let compressed: Answer?
  }

  /// An answer, and the one to those who have it already.
  fileprivate struct Answer: Sendable {
    let file: ReadyAnswer
    let unchanged: ReadyAnswer
  }

  /// What the paths of assets begin with.
  static let prefix = "/assets/"

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
      assets[path] = Asset(bytes, isText ? Gzip.compressed(bytes, level: 6) : nil, type: type, tag: "\"\(tag)\"")
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
      let (path, headers) = (call.request.uri.path.dropFirst(Self.prefix.count), call.request.headers)
      guard let answer = answer(path, isCompressed: headers.acceptsGzip, known: headers[.ifNoneMatch]) else {
        throw WebError.notFound("no such asset")
      }
      return answer.response
    }
  }

  /// The answer to a request for the file at `path`; nil where there is none.
  ///
  /// - Parameters:
  ///   - isCompressed: Whether the other side takes gzip.
  ///   - known: The tags of files that the other side has.
  func answer(_ path: Substring, isCompressed: Bool, known: String?) -> ReadyAnswer? {
    guard let asset = assets[String(path)] else { return nil }
    let answer = isCompressed ? asset.compressed ?? asset.whole : asset.whole
    return known.map { EntityTags.contains(asset.tag, $0) } == true ? answer.unchanged : answer.file
  }
}

extension AssetMap.Asset {
  fileprivate init(_ bytes: ByteBuffer, _ compressed: ByteBuffer?, type: String, tag: String) {
    self.tag = tag
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache", .eTag: tag]
    if compressed != nil { headers[.vary] = "Accept-Encoding" }
    whole = AssetMap.Answer(headers, bytes)
    self.compressed = compressed.map { compressed in
      headers[.eTag] = "W/\(tag)"
      let unchanged = headers
      headers[.contentEncoding] = "gzip"
      return AssetMap.Answer(headers, compressed, unchanged: unchanged)
    }
  }
}

extension AssetMap.Answer {
  fileprivate init(_ headers: HTTPFields, _ bytes: ByteBuffer, unchanged: HTTPFields? = nil) {
    file = ReadyAnswer(Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes)), bytes)
    self.unchanged = ReadyAnswer(Response(status: .notModified, headers: unchanged ?? headers), ByteBuffer())
  }
}
