import HTTPTypes
import Foundation
import Hummingbird
import Jobs
import Logging
import NIOCore
import ServiceLifecycle
import StudioTestSupport
import Testing
import Web

@testable import Studio

@Suite struct StudioOpenAPITests {
  @Test func `every endpoint has a name of its own in the document`() async throws {
    let place = try DataSetPlace()
    let server = try await place.server()
    guard case .object(let document) = OpenAPIDocument(title: "Studio", version: "1", server.endpoints).json,
      case .object(let paths)? = document["paths"]
    else {
      Issue.record("no paths")
      return
    }
    let operations = paths.values.flatMap { value -> [JSONValue] in
      guard case .object(let methods) = value else { return [] }
      return methods.values.compactMap { if case .object(let operation) = $0 { operation["operationId"] } else { nil } }
    }
    #expect(operations.count == server.endpoints.count)
    #expect(Set(operations).count == operations.count)
  }

  @Test(
    .enabled(if: Python.schemathesisProblem == nil, "\(Python.schemathesisProblem ?? "")"),
    .timeLimit(.minutes(10)))
  func `answers are what the document says, for right and for wrong requests`() async throws {
    let place = try DataSetPlace()
    try place.writePhotos()
    var settings = StudioSettings(runs: "\(place.path)/runs", program: DataSetPlace.program)
    (settings.port, settings.roots, settings.threads) = (0, [place.images], 1)
    let server = try await StudioServer(settings)
    let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let application = server.application { channel in port.yield(channel.localAddress?.port ?? 0) }
    let services = ServiceGroup(configuration: .init(services: [application], logger: silent))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await services.run() }
      let number = try #require(await ports.first { _ in true })
      let (status, output) = try await Python.runAside(
        "Tools/check-openapi.py", "http://127.0.0.1:\(number)", "--seconds", "60", "--phases", "examples,coverage")
      #expect(status == 0, "\(output.suffix(8000))")
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
    }
    // Its trainings end with the place.
    withExtendedLifetime(place) {}
  }
}
