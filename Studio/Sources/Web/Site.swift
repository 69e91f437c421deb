import HTTPTypes
public import Hummingbird
import HummingbirdCore
public import Logging
public import NIOCore

/// What all answers of a server share.
///
/// Endpoints may share an answer among all requests of the same address, user and encoding. It is made again after a request
/// that changes something, an event other than progress (``EventHub``), a new `version`, and five seconds; a JSON document
/// after every event. While events wait for others before pages get them, answers from before them are shared.
public struct Site: Sendable {
  /// The templates.
  public let pages: Pages
  /// Scripts, styles and icons.
  public let assets: AssetMap
  /// The streams of events that pages listen to.
  public let events: EventHub
  /// For which hosts the server answers, and from which pages it accepts changes.
  public let safety: SafetyRules
  /// Who may use the server; nil for everyone who reaches it.
  public let access: AccessControl?
  let answers = SharedAnswers()
  let version: @Sendable () -> Int

  /// Puts the parts together.
  ///
  /// - Parameters:
  ///   - pages: The templates.
  ///   - assets: Scripts, styles and icons.
  ///   - events: The streams of events.
  ///   - safety: For which hosts the server answers.
  ///   - access: Who may use the server; nil for everyone who reaches it.
  ///   - version: A number that grows with each change that shared answers show.
  public init(
    pages: Pages, assets: AssetMap, events: EventHub, safety: SafetyRules, access: AccessControl? = nil,
    version: @escaping @Sendable () -> Int = { 0 }
  ) {
    (self.pages, self.assets, self.events, self.safety, self.access) = (pages, assets, events, safety, access)
    self.version = version
  }

  /// The router of `endpoints`, with the assets, the event stream, the page to sign in and the OpenAPI document of all.
  ///
  /// - Parameters:
  ///   - endpoints: What the server answers.
  ///   - title: The title of the OpenAPI document.
  ///   - version: Its version.
  public func router(_ endpoints: [Endpoint], title: String, version: String) -> Router<StudioContext> {
    let own = [assets.endpoint, events.endpoint] + (access.map { SignInPage(control: $0).endpoints } ?? [])
    let (description, all) = Self.described(endpoints + own, title, version, isProtected: access != nil)
    let router = Router(context: StudioContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SafeHeaders())
    router.add(middleware: Compression())
    router.add(middleware: ErrorAnswers(site: self, methods: AllowedMethods(all)))
    router.add(middleware: RequestSafety(rules: safety))
    if let access { router.add(middleware: AccessCheck(control: access)) }
    for endpoint in endpoints + own + [description] {
      router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
        try await answer(endpoint, Call(request: request, context: context, site: self))
      }
    }
    return router
  }

  /// The answer of `endpoint`, computed on another thread than that of the connections.
  private func answer(_ endpoint: Endpoint, _ call: Call) async throws -> Response {
    defer { if call.request.method != .get, call.request.method != .head { answers.forget() } }
    switch endpoint.work {
    case .quick: return try await endpoint.respond(call)
    case .own:
      return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await endpoint.respond(call) }
    case .shared, .sharedUntilEvent:
      let key = SharedAnswers.Key(
        address: call.request.uri.string, user: call.context.user, isCompressed: call.request.acceptsGzip)
      return try await answers.answer(
        key, at: moment, holdsEvents: endpoint.work == .sharedUntilEvent
      ) {
        try await Compression.compressed(endpoint.respond(call), for: call.request)
      }
    }
  }

  /// The endpoint of the OpenAPI document, which lists itself, and all endpoints.
  private static func described(
    _ endpoints: [Endpoint], _ title: String, _ version: String, isProtected: Bool
  ) -> (Endpoint, [Endpoint]) {
    func description(_ document: JSONValue) -> Endpoint {
      .get("/openapi.json", "This description of what the server answers") { _ in document }
    }
    let all = endpoints + [description(.null)]
    let document = OpenAPIDocument(title: title, version: version, all, isProtected: isProtected)
    return (description(document.json), all)
  }

  /// The server of `endpoints` as a service, within `limits`.
  ///
  /// - Parameters:
  ///   - endpoints: What the server answers.
  ///   - title: The title of the OpenAPI document.
  ///   - version: Its version.
  ///   - host: The name or address to listen at.
  ///   - port: The port; 0 for any that is free.
  ///   - limits: What the server may take.
  ///   - thread: The thread of the connections; nil for one a core.
  ///   - logger: Where faults are logged.
  ///   - onServerRunning: Called with the channel that listens.
  public func application(
    _ endpoints: [Endpoint], title: String, version: String, host: String, port: Int,
    limits: ServerLimits = ServerLimits(), thread: ServerThread? = nil,
    logger: Logger, onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
  ) -> Application<RouterResponder<StudioContext>> {
    let connections = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionLimits(limits)], idleTimeout: limits.idleTime,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.maxHeaderSize, maxHeaderListSize: limits.maxHeaderSize,
        maxHeaderFieldCount: limits.maxHeaderFields))
    return Application(
      router: router(endpoints, title: title, version: version),
      server: HTTPServerBuilder { responder in
        ReadyChannel(base: HTTP1Channel(responder: responder, configuration: connections), site: self)
      },
      configuration: .init(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: .maximum(limits.maxConnections, logger: logger)),
      onServerRunning: onServerRunning, eventLoopGroupProvider: thread.map { .shared($0.loops) } ?? .singleton,
      logger: logger)
  }
}
