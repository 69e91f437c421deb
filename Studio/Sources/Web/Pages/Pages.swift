import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// The templates of pages, rendered on the server.
public struct Pages: Sendable {
  private let library: MustacheLibrary

  /// Reads every `.mustache` file below `folder`.
  ///
  /// - Throws: ``WebError`` with the file and the place of a mistake.
  public init(folder: String) async throws {
    do {
      library = try await MustacheLibrary(directory: folder)
    } catch let error as MustacheLibrary.ParserError {
      throw WebError(
        .internalServerError, type: "template",
        "\(error.filename), line \(error.context.lineNumber): \(error.error)")
    }
    guard library.getTemplate(named: "layout") != nil else {
      throw WebError(.internalServerError, type: "template", "no layout.mustache in \(folder)")
    }
  }

  /// The page of `view`, by `template` within the layout.
  func response(
    _ view: PageView, template: String, _ call: Call, status: HTTPResponse.Status = .ok, lastEvent: String? = nil
  ) throws -> Response {
    var fields = view.fields
    fields["root"] = call.root
    fields["title"] = view.title
    fields["topics"] = view.topics.joined(separator: ",")
    fields["last_event"] = lastEvent
    fields["section"] = [view.section: true]
    fields["user"] = call.context.user
    guard let html = library.render(fields, withTemplate: template) else {
      throw WebError(.internalServerError, type: "template", "no template \(template).mustache")
    }
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }
}

/// What a template shows.
///
/// Templates get `fields` beside `root` (the way to the server's root, which every link begins with), `title`, `topics` and
/// `section.<name>`; they include the layout as `{{<layout}}{{$content}} … {{/content}}{{/layout}}`.
public struct PageView {
  /// The title of the page.
  public var title: String
  /// The part of the navigation that the page belongs to, such as `home`, `datasets` or `runs`.
  public var section: String
  /// The topics of the event stream that the page listens to.
  public var topics: [String]
  /// The values by the names that the template uses.
  public var fields: [String: Any]

  public init(_ title: String, section: String, topics: [String] = [], _ fields: [String: Any] = [:]) {
    (self.title, self.section, self.topics, self.fields) = (title, section, topics, fields)
  }
}
