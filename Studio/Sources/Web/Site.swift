public import Hummingbird

/// What all answers of a server share.
public struct Site: Sendable {
  /// The templates.
  public let pages: Pages
  /// Scripts, styles and icons.
  public let assets: AssetMap
  /// The streams of events that pages listen to.
  public let events: EventHub
  /// Who may ask, and from where.
  public let safety: SafetyRules

  /// Puts the parts together.
  public init(pages: Pages, assets: AssetMap, events: EventHub, safety: SafetyRules) {
    (self.pages, self.assets, self.events, self.safety) = (pages, assets, events, safety)
  }

  /// The router of `endpoints`, with the assets, the event stream and the OpenAPI document of the endpoints.
  ///
  /// - Parameters:
  ///   - endpoints: what the server answers.
  ///   - title: the title of the OpenAPI document.
  ///   - version: its version.
  public func router(_ endpoints: [Endpoint], title: String, version: String) -> Router<StudioContext> {
    let router = Router(context: StudioContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SafeHeaders())
    router.add(middleware: ErrorAnswers(site: self))
    router.add(middleware: RequestSafety(rules: safety))
    let document = OpenAPIDocument(title: title, version: version, endpoints).json
    let own = [
      Endpoint.get("/openapi.json", "This description of what the server answers") { _ in document },
      assets.endpoint, events.endpoint(rules: safety),
    ]
    for endpoint in endpoints + own {
      router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
        try await endpoint.respond(Call(request: request, context: context, site: self))
      }
    }
    return router
  }
}
