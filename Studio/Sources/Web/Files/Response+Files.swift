import Foundation
import HTTPTypes
public import Hummingbird
import NIOCore
import NIOPosix

extension Call {
  /// A file below a root, sent in pieces; parts of it (`Range`) and copies that the browser has (`If-None-Match`) are answered
  /// as they should be.
  ///
  /// - Parameters:
  ///   - relative: The path below the root.
  ///   - type: The media type.
  ///   - name: The file name that a browser saves the bytes under; nil where it shows them.
  /// - Throws: ``WebError`` with status 404 where there is no such regular file below the root, 416 for a range outside.
  public func file(
    _ relative: String, below root: FileRoot, type: String, download name: String? = nil
  ) async throws -> Response {
    let file = try await NIOThreadPool.singleton.runIfActive { try OpenFile(root, relative) }
    var headers: HTTPFields = [
      .contentType: type, .eTag: file.tag, .cacheControl: "private, no-cache", .acceptRanges: "bytes",
    ]
    if let name { headers[.contentDisposition] = ContentDisposition.attachment(name) }
    if let known = request.headers[.ifNoneMatch], EntityTags.contains(file.tag, known) {
      return Response(status: .notModified, headers: headers)
    }
    let isSame = request.headers[.ifRange].map { $0 == file.tag } ?? true
    switch isSame ? ByteRange(request.headers[.range], size: file.size) : .whole {
    case .whole: return Response(status: .ok, headers: headers, body: file.body(0..<file.size))
    case .part(let range):
      headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
      return Response(status: .partialContent, headers: headers, body: file.body(range))
    case .outside:
      var refusal = WebError(.rangeNotSatisfiable, type: "range", "the file has \(file.size) bytes")
      refusal.headers[.contentRange] = "bytes */\(file.size)"
      throw refusal
    }
  }
}

/// The part of a file that a request asks for.
enum ByteRange: Equatable {
  case whole, outside
  case part(Range<Int>)

  /// Reads the header field `Range`; several ranges, and what cannot be read, ask for the whole file.
  init(_ field: String?, size: Int) {
    guard let field, field.hasPrefix("bytes="), !field.contains(",") else {
      self = .whole
      return
    }
    let ends = field.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } && $0.count < 19 }) else {
      self = .whole
      return
    }
    switch (Int(ends[0]), Int(ends[1])) {
    case (nil, nil): self = .whole
    case (nil, let count?): self = count == 0 || size == 0 ? .outside : .part(max(0, size - count)..<size)
    case (let first?, let last):
      if let last, last < first {
        self = .whole
      } else {
        self = first >= size ? .outside : .part(first..<min(size, (last ?? size - 1) + 1))
      }
    }
  }
}

/// Lists of entity tags.
enum EntityTags {
  /// Whether the header field `list` names `tag`, or is `*`; weak tags count as their strong ones.
  static func contains(_ tag: String, _ list: String) -> Bool {
    list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.contains {
      $0 == "*" || $0 == tag || $0 == "W/\(tag)"
    }
  }
}
