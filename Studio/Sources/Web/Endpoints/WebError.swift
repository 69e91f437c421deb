public import HTTPTypes

/// A request that is refused, with the sentence and the fields that people and programs are told.
public struct WebError: Error, Sendable, CustomStringConvertible {
  /// The status: 4xx for what the other side can mend.
  public var status: HTTPResponse.Status
  /// What is wrong and how to mend it, in one sentence.
  public var message: String
  /// A word for programs, such as `not-found`, `refused` or `invalid`.
  public var type: String
  /// The fields that are wrong.
  public var fields: [FieldError] = []
  /// Header fields of the answer, such as `Retry-After`.
  public var headers: HTTPFields = [:]

  /// A refusal without fields.
  public init(_ status: HTTPResponse.Status, type: String, _ message: String) {
    (self.status, self.type, self.message) = (status, type, message)
  }

  /// A refusal of fields: status 400.
  public init(fields: [FieldError]) {
    (status, type) = (.badRequest, "invalid")
    message = fields.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }.joined(separator: "; ")
    self.fields = fields
  }

  /// Something that is not there.
  public static func notFound(_ what: String) -> WebError { WebError(.notFound, type: "not-found", what) }

  public var description: String { message }

  /// The JSON that programs get.
  public var document: ErrorDocument {
    ErrorDocument(
      error: ErrorDocument.Detail(message: message, type: type),
      errors: fields.isEmpty ? nil : Dictionary(grouping: fields, by: \.field).mapValues { $0.map(\.message) })
  }
}

/// A refusal as JSON.
public struct ErrorDocument: Codable, Hashable, Sendable {
  /// What is wrong.
  public var error: Detail
  /// Sentences by field.
  public var errors: [String: [String]]?

  /// What is wrong, for people and for programs.
  public struct Detail: Codable, Hashable, Sendable {
    /// One sentence.
    public var message: String
    /// A word for programs.
    public var type: String
  }
}
