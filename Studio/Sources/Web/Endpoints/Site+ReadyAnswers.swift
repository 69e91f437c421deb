import HTTPTypes
import Hummingbird
import NIOCore

extension Site {
  /// The answer to a request where it is in memory: an asset, or an answer that was made for another request.
  ///
  /// Requests are checked as on their way through the router; what is refused there has no answer here.
  func readyAnswer(to head: HTTPRequest) -> ReadyAnswer? {
    guard head.method == .get, let path = head.path, let plan = PlainRequest(head) else { return nil }
    guard let authority = head.authority.flatMap({ Authority($0) }), safety.allows(authority) else { return nil }
    if path.hasPrefix(AssetMap.prefix) {
      return assets.answer(path.dropFirst(AssetMap.prefix.count), isCompressed: plan.acceptsGzip, known: plan.knownTags)
    }
    guard plan.knownTags == nil else { return nil }
    var user: String?
    if let access {
      user = access.user(of: head.headerFields)
      guard user != nil else { return nil }
    }
    return answers.known(.init(address: path, user: user, isCompressed: plan.acceptsGzip), at: moment)
  }

  /// How far the server is.
  var moment: SharedAnswers.Moment {
    // First what an answer holds, then what it must hold.
    let changes = version() &+ events.changes
    let event = events.lastNumber
    return SharedAnswers.Moment(
      changes: changes, event: event, released: events.lastReleased, isHolding: events.isHolding)
  }
}

/// A request for a whole answer, without a body.
private struct PlainRequest {
  private(set) var acceptsGzip = false
  private(set) var knownTags: String?

  /// Reads the fields; nil where one asks for more.
  init?(_ head: HTTPRequest) {
    for field in head.headerFields {
      switch field.name {
      case .acceptEncoding: acceptsGzip = head.headerFields.acceptsGzip
      case .ifNoneMatch: knownTags = head.headerFields[.ifNoneMatch]
      case .connection where field.value.lowercased() != "keep-alive": return nil
      case .host, .contentLength, .transferEncoding, .expect, .upgrade, .range, .ifMatch, .ifModifiedSince,
        .ifUnmodifiedSince, .ifRange:
        return nil
      default: continue
      }
    }
  }
}
