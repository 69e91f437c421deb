public import Hummingbird
import Logging
public import ServiceLifecycle
public import Web

/// The workbench in the browser: pages, JSON, events.
public struct StudioServer: Sendable {
  /// What it serves, and where it listens.
  public let settings: StudioSettings
  /// What its answers share.
  public let site: Site

  /// Reads the templates and assets.
  ///
  /// - Throws: `WebError` when one is missing.
  public init(_ settings: StudioSettings) async throws {
    self.settings = settings
    let resources = try StudioResources()
    site = Site(
      pages: try await Pages(folder: resources.templates), assets: try AssetMap(folder: resources.assets),
      events: EventHub(), safety: SafetyRules(otherHosts: settings.hostNames))
  }

  /// Everything that the server answers.
  public var endpoints: [Endpoint] {
    homeEndpoints
  }

  /// The server as a service.
  public func application(
    onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let router = site.router(endpoints, title: "Hourglass Studio", version: "1")
    return Application(
      router: router, configuration: .init(address: .hostname(settings.host, port: settings.port)),
      onServerRunning: onServerRunning)
  }
}
