import HTTPTypes

/// The OpenAPI 3.1 document of a list of endpoints.
public struct OpenAPIDocument: Sendable {
  /// The document.
  public let json: JSONValue

  /// Describes `endpoints`.
  ///
  /// - Parameter isProtected: Whether requests need a session or a token.
  public init(title: String, version: String, _ endpoints: [Endpoint], isProtected: Bool = false) {
    var paths: [String: [String: JSONValue]] = [:]
    for endpoint in endpoints {
      paths[endpoint.documentedPath, default: [:]][endpoint.method.rawValue.lowercased()] = endpoint.operation(
        isProtected: isProtected)
    }
    let refusal = Endpoint.schema(of: ErrorDocument.self).json()
    let tags = Set(endpoints.map(\.tag)).sorted()
    var components: [String: JSONValue] = ["schemas": ["Error": refusal]]
    if isProtected {
      components["securitySchemes"] = [
        "token": ["type": "http", "scheme": "bearer", "description": "the token that the server was started with"]
      ]
    }
    json = .object([
      "openapi": "3.1.0",
      "info": [
        "title": .text(title), "version": .text(version),
        "description":
          "What the pages show and do, for programs. Errors are JSON: {error: {message, type}, errors: {field: [sentences]}}.",
      ],
      "servers": [["url": "."]],
      "tags": .array(tags.map { ["name": .text($0)] }),
      "paths": .object(paths.mapValues(JSONValue.object)),
      "components": .object(components),
      "security": isProtected ? [["token": []]] : [],
    ])
  }
}

extension Endpoint {
  /// The path in the manner of OpenAPI, where the rest of a path is a parameter too.
  var documentedPath: String { path.replacing("**", with: "{path}") }

  /// The subject: the first part of the path.
  var tag: String {
    let first = path.split(separator: "/").first ?? "index"
    return first.hasSuffix(".json") ? String(first.dropLast(5)) : String(first)
  }

  /// A name for programs: `get_runs_id`, `post_jobs_id_abort`.
  var operationID: String {
    let words = path.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return ([method.rawValue.lowercased()] + (words.isEmpty ? ["index"] : words)).joined(separator: "_")
  }

  /// Every status that refuses a request here.
  func allRefusals(isProtected: Bool) -> [HTTPResponse.Status] {
    var all = Set(refusals.map(\.code)).union([421, 503])
    let namesThings = !parameters.isEmpty || body != nil || path.contains("*")
    if namesThings { all.formUnion([400, 404]) }
    // What is named is there, and its state does not allow the change.
    if namesThings, method != .get { all.insert(409) }
    if body != nil { all.formUnion([413]) }
    if body?.schema != nil { all.insert(415) }
    if method != .get { all.insert(403) }
    if isProtected, !isOpen { all.insert(401) }
    return all.sorted().map { HTTPResponse.Status(code: $0) }
  }

  func operation(isProtected: Bool) -> JSONValue {
    let refusal: JSONValue = [
      "application/json": ["schema": ["$ref": "#/components/schemas/Error"]],
      // For those who accept it.
      "text/html": [:],
    ]
    var responses: [String: JSONValue] = [
      "\(status.code)": .object(["description": "the answer"].merging(content(answer, ofAnswer: true)) { $1 })
    ]
    for status in allRefusals(isProtected: isProtected) {
      responses["\(status.code)"] = ["description": .text(status.reasonPhrase), "content": refusal]
    }
    let declared = Set(parameters.map(\.name))
    let entries =
      parameters.map(\.entry)
      + documentedPath.matches(of: /\{(\w+)\}/).map { String($0.output.1) }.filter { !declared.contains($0) }.map {
        name in
        ["name": .text(name), "in": "path", "required": true, "schema": ["type": "string"]]
      }
    var operation: [String: JSONValue] = [
      "operationId": .text(operationID), "tags": [.text(tag)], "summary": .text(summary), "parameters": .array(entries),
      "responses": .object(responses),
    ]
    if isProtected, isOpen { operation["security"] = [] }
    if let body { operation["requestBody"] = .object(["required": true].merging(content(body)) { $1 }) }
    return .object(operation)
  }

  private func content(_ content: Content, ofAnswer: Bool = false) -> [String: JSONValue] {
    let media: JSONValue = content.schema.map { ["schema": $0.json(ofAnswer: ofAnswer)] } ?? [:]
    return ["content": .object([content.type: media])]
  }
}
