import Foundation
import HTTPTypes
import StudioTestSupport
import Testing

@testable import Web

@Suite struct OpenAPITests {
  private static func document(_ server: TestServer) async throws -> [String: Any] {
    let answer = try await server.ask("GET", "/openapi.json", ["Authorization": "Bearer \(AccessTests.token)"])
    return try #require(answer.json as? [String: Any])
  }

  @Test func `every endpoint is listed with a name of its own`() async throws {
    try await TestServer.run(sampleEndpoints, access: AccessTests.control()) { server in
      let paths = try #require(try await Self.document(server)["paths"] as? [String: [String: [String: Any]]])
      let own = ["/login", "/logout", "/events", "/assets/{path}", "/openapi.json"]
      #expect(Set(paths.keys) == Set(sampleEndpoints.map(\.path) + own))
      for endpoint in sampleEndpoints {
        let operation = try #require(paths[endpoint.path]?[endpoint.method.rawValue.lowercased()], "\(endpoint.path)")
        let statuses = try #require(operation["responses"] as? [String: Any]).keys
        #expect(statuses.contains("\(endpoint.status.code)") && statuses.contains("401"))
        #expect(statuses.contains("415") == (endpoint.body != nil))
        #expect(statuses.contains("404") == (!endpoint.parameters.isEmpty || endpoint.body != nil))
      }
      let names = paths.values.flatMap(\.values).compactMap { $0["operationId"] as? String }
      #expect(Set(names).count == paths.values.map(\.count).reduce(0, +))
      #expect(names.contains("get_items_id_json") && names.contains("post_items_id_abort"))
    }
  }

  @Test func `bodies and answers have the schemas of their types`() async throws {
    try await TestServer.run(sampleEndpoints, access: AccessTests.control()) { server in
      let paths = try #require(try await Self.document(server)["paths"] as? [String: [String: [String: Any]]])
      let order = try #require(paths["/orders"]?["post"])
      let body = try #require(order["requestBody"] as? [String: Any])
      #expect(Self.text(body).contains(#""required":["copies","name"]"#))
      #expect(Self.text(body).contains(#"{"enum":["small","large"],"type":"string"}"#))
      let answers = try #require(order["responses"] as? [String: Any])
      // Numbers that are not finite are null.
      #expect(Self.text(answers["201"] ?? "").contains(#""loss":{"type":["number","null"]}"#))
    }
  }

  @Test(
    .enabled(if: Python.schemathesisProblem == nil, "\(Python.schemathesisProblem ?? "")"),
    .timeLimit(.minutes(5)))
  func `answers are what the document says, for right and for wrong requests`() async throws {
    try await TestServer.run(sampleEndpoints.filter { $0.path != "/fault" }, access: AccessTests.control()) { server in
      let (status, output) = try await Python.runAside(
        "Tools/check-openapi.py", "http://127.0.0.1:\(server.port)", "--token", AccessTests.token, "--seconds", "30",
        "--phases", "examples,coverage")
      #expect(status == 0, "\(output.suffix(4000))")
    }
  }

  private static func text(_ value: Any) -> String {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed]
    return (try? JSONSerialization.data(withJSONObject: value, options: options)).map {
      String(decoding: $0, as: UTF8.self)
    } ?? ""
  }
}
