import HTTPTypes

/// The OpenAPI 3.1 document of a list of endpoints.
public struct OpenAPIDocument: Sendable {
  /// The document.
  public let json: JSONValue

  /// Describes `endpoints`; pages (HTML) are left out, their JSON is in.
  public init(title: String, version: String, _ endpoints: [Endpoint]) {
    var paths: [String: JSONValue] = [:]
    for endpoint in endpoints where endpoint.answer.type != "text/html" {
      var operations: [String: JSONValue] = [:]
      if case .object(let known)? = paths[endpoint.path] { operations = known }
      operations[endpoint.method.rawValue.lowercased()] = Self.operation(endpoint)
      paths[endpoint.path] = .object(operations)
    }
    let refusal = (try? Schema.of(ErrorDocument.self)) ?? .any
    json = [
      "openapi": "3.1.0", "info": ["title": .text(title), "version": .text(version)], "paths": .object(paths),
      "components": ["schemas": ["Error": refusal.json]],
    ]
  }

  private static func operation(_ endpoint: Endpoint) -> JSONValue {
    let refusal: JSONValue = ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]]
    var operation: [String: JSONValue] = [
      "summary": .text(endpoint.summary), "parameters": .array(endpoint.parameters.map(\.entry)),
      "responses": [
        "200": ["description": "the answer", "content": content(endpoint.answer)],
        "4XX": ["description": "the request is refused", "content": refusal],
        "503": ["description": "the server is busy", "content": refusal],
      ],
    ]
    if let body = endpoint.body { operation["requestBody"] = ["required": true, "content": content(body)] }
    return .object(operation)
  }

  private static func content(_ content: Endpoint.Content) -> JSONValue {
    .object([content.type: content.schema.map { ["schema": $0.json] } ?? [:]])
  }
}
