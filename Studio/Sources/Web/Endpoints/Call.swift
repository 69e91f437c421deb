public import Hummingbird
import NIOCore

/// One request at an endpoint.
public struct Call: Sendable {
  /// The request.
  public let request: Request
  /// Hummingbird's context, which holds the values in the path.
  public let context: StudioContext
  /// What the answers of this server share.
  public let site: Site

  /// A value of the path or the query.
  ///
  /// - Throws: ``WebError`` with the field where it is missing or not valid.
  public func callAsFunction<Value>(_ parameter: Parameter<Value>) throws(WebError) -> Value {
    try parameter.value(in: request, context.parameters)
  }

  /// The path from the page to the root of the server: `./`, `../`, `../../` …; links begin with it, so that a prefix behind
  /// a proxy works.
  public var root: String { request.pathToRoot }
}

extension Request {
  /// The relative path from the request's path to the root of the server.
  var pathToRoot: String {
    let depth = uri.path.utf8.dropFirst().count { $0 == UInt8(ascii: "/") }
    return depth == 0 ? "./" : String(repeating: "../", count: depth)
  }
}

/// Hummingbird's context of one request, with who asks.
public struct StudioContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// The address of the other side; nil in tests without a network.
  public let address: String?
  /// Who asks: the name of a signed-in user, or `token`; nil where no sign-in is required.
  public var user: String?

  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    address = source.channel.remoteAddress?.ipAddress
  }

  /// The maximum number of bytes of a body that is JSON.
  public var maxUploadSize: Int { ServerLimits.maxJSONBody }
}
