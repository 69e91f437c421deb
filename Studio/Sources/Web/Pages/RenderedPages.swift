import Hummingbird
import Synchronization

/// Pages as they were rendered last, by what they show.
final class RenderedPages<Value: Hashable & Sendable>: Sendable {
  /// What a page shows.
  struct Contents: Hashable, Sendable {
    let value: Value
    let root: String
    let user: String?
  }

  private let pages = Mutex<[(contents: Contents, response: Response)]>([])

  /// The maximum number of pages that are kept; they differ by what forms are filled with.
  private static var maxPages: Int { 4 }

  /// The page of `contents`; `render` is called where it is none of those rendered last.
  func response(_ contents: Contents, render: () throws -> Response) rethrows -> Response {
    let known = pages.withLock { pages in pages.first { $0.contents == contents }?.response }
    if let known { return known }
    let response = try render()
    pages.withLock { pages in
      pages.append((contents, response))
      if pages.count > Self.maxPages { pages.removeFirst() }
    }
    return response
  }
}
