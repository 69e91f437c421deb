import HTTPTypes
import Web

/// The body of `POST /pictures/fetch`.
struct FetchRequest: Codable, Sendable, SchemaProviding {
  /// The address.
  var url: String

  static let schema = Schema.object([
    "url": Schema.Field(.text(length: 1...2048), help: "The address of a picture: http or https.")
  ])
}

extension StudioServer {
  /// Pictures by their address.
  var fetchEndpoints: [Endpoint] {
    [
      .change(
        .post, "/pictures/fetch",
        "Fetch a picture for models to test, where the server was started with --fetch",
        refusals: [.forbidden, .unprocessableContent, .notImplemented, .serviceUnavailable]
      ) { (request: FetchRequest, _) in
        try await fetched(request.url)
      }
    ]
  }

  /// The picture at an address, on the shelf.
  ///
  /// - Throws: as ``PictureFetcher/file(at:)`` and ``PictureShelf``.
  func fetched(_ url: String) async throws -> SentPicture {
    let file = try await fetcher.file(at: url)
    let shelf = pictures
    return try await compute { try shelf.put(file.bytes, name: file.title) }
  }
}
